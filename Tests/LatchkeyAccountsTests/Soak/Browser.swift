import Foundation

@testable import LatchkeyAccounts

/// A browser whose tabs share a refresh token and lose answers now and then.
struct Browser: Sendable {
    /// What came of its refreshes.
    struct Figures: Sendable {
        var refreshes = 0
        var replays = 0
        var lost = 0
        var races = 0
        var signIns = 0
        /// Refusals, each of which sends a person to the login page.
        var forcedLogins: [String] = []

        static func += (sum: inout Figures, other: Figures) {
            sum.refreshes += other.refreshes
            sum.replays += other.replays
            sum.lost += other.lost
            sum.races += other.races
            sum.signIns += other.signIns
            sum.forcedLogins += other.forcedLogins
        }
    }

    /// A tab that waits for new tokens.
    private struct Tab {
        let presented: String
    }

    let client: ClientContext
    /// Whether a tab that asks again sends what the browser holds by now, as cookies are, or what it sent before.
    let readsAnew: Bool
    private(set) var token: String
    private(set) var sessionEnd: Date
    private(set) var figures = Figures()
    private var waiting: [Tab] = []
    private var random: SeededGenerator

    init(number: Int, seed: UInt64, in fixture: SoakFixture) async throws {
        client = ClientContext(address: "192.0.2.\(number % 250)", device: "browser \(number)")
        readsAnew = number % 2 == 0
        random = SeededGenerator(seed: seed &+ UInt64(number) &* 7919)
        (token, sessionEnd) = ("", .distantPast)
        try await signIn(in: fixture)
    }

    /// Whether every tab has its tokens.
    var isContent: Bool { waiting.isEmpty }

    private mutating func signIn(in fixture: SoakFixture) async throws {
        let signIn = try await fixture.signIn(from: client)
        (token, sessionEnd) = (signIn.refreshToken, signIn.session.expiresAt)
        figures.signIns += 1
    }

    /// The access token is about to expire: one tab asks for another, or two at once.
    mutating func begin(in fixture: SoakFixture) async throws {
        // A sign-in that is due after thirty days is not forced.
        if sessionEnd.timeIntervalSince(fixture.clock.now) < 60 { try await signIn(in: fixture) }
        let tabs = Int.random(in: 0..<3, using: &random) == 0 ? 2 : 1
        if tabs == 2 { figures.races += 1 }
        waiting = [Tab](repeating: Tab(presented: token), count: tabs)
        await askForWaiting(in: fixture)
    }

    /// The tabs that heard nothing ask again.
    mutating func askAgain(in fixture: SoakFixture) async {
        if readsAnew { waiting = waiting.map { _ in Tab(presented: token) } }
        await askForWaiting(in: fixture)
    }

    private mutating func askForWaiting(in fixture: SoakFixture) async {
        let answers = await Self.answers(to: waiting, client, fixture)
        var unheard: [Tab] = []
        for (tab, answer) in zip(waiting, answers) {
            figures.refreshes += 1
            // Lost on its way: the server has done its work.
            if Int.random(in: 0..<100, using: &random) < 5 {
                figures.lost += 1
                unheard.append(tab)
                continue
            }
            switch answer {
            case .success(let signIn):
                if signIn.session.replays > 0 { figures.replays += 1 }
                token = signIn.refreshToken
            case .failure(let error):
                figures.forcedLogins.append("\(client.device ?? ""): \(error)")
            }
        }
        waiting = unheard
    }

    private static func answers(
        to tabs: [Tab],
        _ client: ClientContext,
        _ fixture: SoakFixture
    ) async -> [Result<SignIn, any Error>] {
        await withTaskGroup(of: (Int, Result<SignIn, any Error>).self) { group in
            for (number, tab) in tabs.enumerated() {
                group.addTask {
                    do {
                        let signIn = try await fixture.process.sessions.refresh(tab.presented, from: client)
                        return (number, .success(signIn))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
