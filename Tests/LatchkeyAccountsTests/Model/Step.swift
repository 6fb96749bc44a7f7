import Foundation

/// One thing that happens to the system, written down so that a failing run can be repeated and shortened.
///
/// Numbers are picks among what there is at that moment, so a step keeps its meaning when others are left out.
enum Step: Sendable {
    /// What becomes of the answer.
    enum Fate: Sendable {
        /// It arrives.
        case answered
        /// The work is done and the answer is lost on its way.
        case lost
        /// The process dies before the commit.
        case crashBeforeCommit
        /// The process dies between the commit and everything else.
        case crashAfterCommit
    }

    case logIn(account: Int, client: Int, pages: Bool)
    case logInWithOldPassword(account: Int, client: Int)
    /// A refresh with the session's current token (`age` 0), the one before (1), or an older one.
    case refresh(session: Int, age: Int, client: Int, Fate)
    /// Two tabs of one browser refresh at once with one token.
    case twoTabs(session: Int, age: Int, client: Int)
    /// A refresh and the end of its session at once.
    case refreshBesideEnd(session: Int, age: Int, client: Int)
    /// A refresh and the end of every session of its account at once.
    case refreshBesideEndOfAll(session: Int, age: Int, client: Int)
    /// A login with the password that another request is replacing.
    case logInBesidePasswordChange(account: Int, client: Int)
    case endSession(session: Int, ofAccount: Int?, Fate)
    case endOthers(session: Int)
    case endAll(account: Int, Fate)
    case lock(account: Int, Fate)
    case unlock(account: Int)
    case changePassword(account: Int, Fate)
    case changeOwnPassword(session: Int, client: Int)
    /// A logout that shows nothing but a refresh token.
    case logOutPresenting(session: Int, age: Int)
    /// A page view with the session's cookie.
    case viewPage(session: Int)
    case advance(seconds: TimeInterval)
    case restart(afterCrash: Bool)
    /// What maintenance does once an hour.
    case tidy
    case rotateKey
    /// The next steps reach another process that serves the same database.
    case otherProcess
}

extension Step {
    /// A list of random steps; now and then two clients go in step for a while.
    static func sequence(of count: Int, using random: inout SeededGenerator) -> [Step] {
        var steps: [Step] = []
        while steps.count < count {
            switch Int.random(in: 0..<120, using: &random) {
            case 0, 1: steps += inStep(&random)
            case 2: steps += endOfALife(&random)
            case 3: steps += longLife(&random)
            default: steps.append(Step.random(using: &random))
            }
        }
        return Array(steps.prefix(count))
    }

    /// One session refreshed by two clients for some generations.
    private static func inStep(_ random: inout SeededGenerator) -> [Step] {
        let session = pick(&random)
        return (0..<Int.random(in: 1...4, using: &random)).flatMap { _ in
            [
                Step.refresh(session: session, age: 0, client: pick(&random), .answered),
                .advance(seconds: TimeInterval(Int.random(in: 0...50, using: &random)) / 2),
                .refresh(session: session, age: 1, client: pick(&random), .answered),
            ]
        }
    }

    /// Maintenance at the moment at which the last access token of an ended session is about to expire.
    private static func endOfALife(_ random: inout SeededGenerator) -> [Step] {
        let session = pick(&random)
        return [
            .refresh(session: session, age: 0, client: 0, .answered),
            .advance(seconds: TimeInterval(Int.random(in: 0...29, using: &random))),
            .refresh(session: session, age: 1, client: 0, .answered),
            .endSession(session: session, ofAccount: nil, .answered),
            .advance(seconds: TimeInterval(Int.random(in: 850...900, using: &random))),
            .tidy,
        ]
    }

    /// A session with pages that is used until its absolute end.
    private static func longLife(_ random: inout SeededGenerator) -> [Step] {
        let days = (0..<3).map { _ in
            Step.advance(seconds: TimeInterval(Int.random(in: 9...12, using: &random)) * 86_400)
        }
        return [
            // The youngest session is the one that begins here.
            .logIn(account: pick(&random), client: 0, pages: true), days[0],
            .refresh(session: 0, age: 0, client: 0, .answered), days[1],
            .viewPage(session: 0), days[2],
            .refresh(session: 0, age: 0, client: 0, .answered),
        ]
    }

    private static func random(using random: inout SeededGenerator) -> Step {
        switch Int.random(in: 0..<1000, using: &random) {
        case ..<440: anyRefresh(&random)
        case ..<520: race(&random)
        case ..<620:
            .logIn(
                account: pick(&random),
                client: pick(&random),
                pages: Int.random(in: 0..<3, using: &random) == 0
            )
        case ..<625: .logInWithOldPassword(account: pick(&random), client: pick(&random))
        case ..<640: .logInBesidePasswordChange(account: pick(&random), client: pick(&random))
        case ..<740: ending(&random)
        case ..<770: .logOutPresenting(session: pick(&random), age: age(&random))
        case ..<810: .viewPage(session: pick(&random))
        case ..<970: .advance(seconds: pause(&random))
        case ..<976: .restart(afterCrash: Bool.random(using: &random))
        case ..<982: .tidy
        case ..<985: .rotateKey
        default: .otherProcess
        }
    }

    private static func anyRefresh(_ random: inout SeededGenerator) -> Step {
        .refresh(
            session: pick(&random),
            age: age(&random),
            client: client(&random),
            fate(&random)
        )
    }

    private static func race(_ random: inout SeededGenerator) -> Step {
        let (session, age, client) = (pick(&random), age(&random), client(&random))
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: .refreshBesideEnd(session: session, age: age, client: client)
        case 1: .refreshBesideEndOfAll(session: session, age: age, client: client)
        default: .twoTabs(session: session, age: age, client: client)
        }
    }

    private static func ending(_ random: inout SeededGenerator) -> Step {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<40:
            .endSession(
                session: pick(&random),
                ofAccount: Int.random(in: 0..<4, using: &random) == 0 ? pick(&random) : nil,
                fate(&random)
            )
        case ..<60: .endOthers(session: pick(&random))
        case ..<70: .endAll(account: pick(&random), fate(&random))
        case ..<78: .lock(account: pick(&random), fate(&random))
        case ..<88: .unlock(account: pick(&random))
        case ..<94: .changeOwnPassword(session: pick(&random), client: client(&random))
        default: .changePassword(account: pick(&random), fate(&random))
        }
    }

    private static func pick(_ random: inout SeededGenerator) -> Int { .random(in: 0..<840, using: &random) }

    /// Clients come back: most refreshes of a session are one client's.
    private static func client(_ random: inout SeededGenerator) -> Int {
        Int.random(in: 0..<3, using: &random) == 0 ? pick(&random) : 0
    }

    private static func age(_ random: inout SeededGenerator) -> Int {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<62: 0
        case ..<95: 1
        case ..<99: 2
        default: pick(&random)
        }
    }

    private static func fate(_ random: inout SeededGenerator) -> Fate {
        switch Int.random(in: 0..<200, using: &random) {
        case ..<188: .answered
        case ..<198: .lost
        case 198: .crashBeforeCommit
        default: .crashAfterCommit
        }
    }

    /// Halves of seconds, which every clock and every table holds exactly.
    private static func pause(_ random: inout SeededGenerator) -> TimeInterval {
        let halves: Int =
            switch Int.random(in: 0..<200, using: &random) {
            case ..<110: .random(in: 1...20, using: &random)
            case ..<140: .random(in: 50...70, using: &random)
            case ..<186: .random(in: 120...2000, using: &random)
            case ..<196: .random(in: 2...6, using: &random) * 2 * 86_400
            case ..<199: .random(in: 27...29, using: &random) * 86_400
            default: .random(in: 59...70, using: &random) * 86_400
            }
        return TimeInterval(halves) / 2
    }
}
