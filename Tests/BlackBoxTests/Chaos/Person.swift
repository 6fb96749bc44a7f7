import Foundation
import LatchkeyJOSE
import NIOHTTP1
import Testing

/// Somebody who uses the server until it dies, and remembers what it has acknowledged.
///
/// Accounts and sessions of one person are nobody else's, so what is acknowledged is what must hold.
struct Person: Sendable {
    /// A sign-in and what is known of it.
    struct Session: Sendable {
        /// What the acknowledged answers say.
        enum State: Sendable { case live, ended, maybeEnded }

        let account: String
        var tokens: Tokens
        var state = State.live
    }

    /// What was acknowledged, and what was left without an answer.
    struct Figures: Sendable {
        var acknowledged: [String: Int] = [:]
        var unanswered: [String: Int] = [:]

        static func += (sum: inout Figures, other: Figures) {
            sum.acknowledged.merge(other.acknowledged, uniquingKeysWith: +)
            sum.unanswered.merge(other.unanswered, uniquingKeysWith: +)
        }
    }

    private static let sessionLimit = 6
    /// So many sessions to begin with: a login takes as long as a hundred refreshes.
    private static let sessionsAtStart = 3

    let number: Int
    private(set) var accounts: [String] = []
    private(set) var sessions: [Session] = []
    private(set) var figures = Figures()
    /// A sign-up whose answer never came.
    private var openSignUp: String?
    /// Accounts that have not been checked since they were acknowledged.
    private var unchecked: [String] = []
    private var names = 0

    init(number: Int) { self.number = number }

    /// Uses the server until it no longer answers.
    mutating func use(_ server: Server) async {
        while !Task.isCancelled {
            let action = choose()
            do {
                try await perform(action, server)
                figures.acknowledged[action.rawValue, default: 0] += 1
            } catch is Unexpected {
                Issue.record("\(action): an answer that nobody expects")
                return
            } catch {
                figures.unanswered[action.rawValue, default: 0] += 1
                return
            }
        }
    }

    /// An answer came, and it is not one of those that the request may have.
    private struct Unexpected: Error {}

    private enum Action: String {
        case signUp, logIn, refresh, twoTabs, logOut, logOutAll
    }

    private func choose() -> Action {
        guard !accounts.isEmpty else { return .signUp }
        guard sessions.contains(where: { $0.state == .live }) else { return .logIn }
        switch Int.random(in: 0..<100) {
        case ..<3: return .signUp
        case ..<6: return sessions.count < Self.sessionLimit ? .logIn : .logOut
        case ..<70: return .refresh
        case ..<93: return .twoTabs
        case ..<99: return .logOut
        default: return .logOutAll
        }
    }

    private mutating func perform(_ action: Action, _ server: Server) async throws {
        switch action {
        case .signUp: try await signUp(server)
        case .logIn: try await logIn(server)
        case .refresh: try await refresh(server, tabs: 1)
        case .twoTabs: try await refresh(server, tabs: 2)
        case .logOut: try await logOut(server)
        case .logOutAll: try await logOutAll(server)
        }
    }

    private func liveSession() throws -> Int {
        guard let index = sessions.indices.filter({ sessions[$0].state == .live }).randomElement() else {
            throw Unexpected()
        }
        return index
    }

    private mutating func signUp(_ server: Server) async throws {
        names += 1
        let name = "person\(number).\(names)"
        openSignUp = name
        let answer = try await server.signUpAnswer(name)
        openSignUp = nil
        guard answer.status == 201 else { throw Unexpected() }
        accounts.append(name)
        unchecked.append(name)
        sessions.append(Session(account: name, tokens: try Tokens(answer)))
    }

    private mutating func logIn(_ server: Server) async throws {
        guard let account = accounts.randomElement() else { throw Unexpected() }
        let answer = try await server.logInPatiently(account)
        guard answer.status == 200 else { throw Unexpected() }
        sessions.append(Session(account: account, tokens: try Tokens(answer)))
    }

    private mutating func refresh(_ server: Server, tabs: Int) async throws {
        let index = try liveSession()
        let tokens = sessions[index].tokens
        let answers = try await withThrowingTaskGroup(of: Server.Answer.self) { group in
            for _ in 0..<tabs { group.addTask { try await server.refresh(tokens) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        guard answers.allSatisfy({ $0.status == 200 }) else { throw Unexpected() }
        let new = try answers.map { try Tokens($0) }
        // One redemption: every tab has the same successor.
        #expect(Set(new.map(\.refresh)).count == 1)
        #expect(new[0].generation == tokens.generation + 1)
        sessions[index].tokens = new[0]
    }

    private mutating func logOut(_ server: Server) async throws {
        let index = try liveSession()
        sessions[index].state = .maybeEnded
        let answer = try await server.post("/api/logout", bearer: sessions[index].tokens.access)
        guard answer.status == 204 else { throw Unexpected() }
        sessions[index].state = .ended
    }

    private mutating func logOutAll(_ server: Server) async throws {
        let index = try liveSession()
        let account = sessions[index].account
        let affected = sessions.indices.filter {
            sessions[$0].account == account && sessions[$0].state == .live
        }
        for index in affected { sessions[index].state = .maybeEnded }
        let answer = try await server.post(
            "/api/logout",
            ["scope": "all"],
            bearer: sessions[index].tokens.access
        )
        guard answer.status == 204 else { throw Unexpected() }
        for index in affected { sessions[index].state = .ended }
    }
}

// After a restart.
extension Person {
    /// Checks everything that was acknowledged or left open since the last check.
    mutating func check(_ server: Server) async throws {
        if let name = openSignUp { try await checkOpenSignUp(name, server) }
        openSignUp = nil
        for name in unchecked {
            let answer = try await server.logInPatiently(name)
            #expect(answer.status == 200, "\(name) was acknowledged, and cannot log in: \(answer.text)")
        }
        unchecked = []
        for index in sessions.indices { sessions[index] = try await checked(sessions[index], server) }
        sessions.removeAll { $0.state != .live }
    }

    /// Signs in until there is something to work with.
    mutating func prepare(_ server: Server) async throws {
        if accounts.isEmpty { try await signUp(server) }
        while sessions.count < Self.sessionsAtStart { try await logIn(server) }
    }

    /// There is either all of the account or nothing.
    private mutating func checkOpenSignUp(_ name: String, _ server: Server) async throws {
        let answer = try await server.signUpAnswer(name)
        #expect([201, 409].contains(answer.status), "\(answer.text)")
        #expect(try await server.logInPatiently(name).status == 200)
        accounts.append(name)
    }

    private func checked(_ session: Session, _ server: Server) async throws -> Session {
        var session = session
        let me = try await server.me(session.tokens)
        let refreshed = try await server.refresh(session.tokens)
        let isLive = me.status == 200 && refreshed.status == 200
        let isEnded = me.code == "token_revoked" && refreshed.code == "session_revoked"
        switch session.state {
        case .live: #expect(isLive, "an acknowledged session is gone: \(me.text) \(refreshed.text)")
        case .ended: #expect(isEnded, "an acknowledged logout is gone: \(me.text) \(refreshed.text)")
        case .maybeEnded: #expect(isLive || isEnded, "half ended: \(me.text) \(refreshed.text)")
        }
        session.state = isLive ? .live : .ended
        guard isLive else { return session }
        let tokens = try Tokens(refreshed)
        // Whether the refresh that was cut off had been done or not: it was done once at most.
        #expect(tokens.generation == session.tokens.generation + 1)
        session.tokens = tokens
        return session
    }
}

extension Tokens {
    /// The number of the refresh token, which stands in it for the server's own use.
    var generation: UInt64 {
        var text = String(refresh.dropFirst("lkr_".count))
            .replacing("-", with: "+").replacing("_", with: "/")
        while text.utf8.count % 4 != 0 { text += "=" }
        let octets = Data(base64Encoded: text) ?? Data()
        return octets.dropFirst(18).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension Server {
    func signUpAnswer(_ name: String) async throws -> Answer {
        try await post(
            "/api/signup",
            ["email": .string("\(name)@example.org"), "password": .string(Self.password)]
        )
    }

    /// Logs in, and waits when attempts that a kill has cut off count against the account.
    func logInPatiently(_ name: String) async throws -> Answer {
        for _ in 0..<10 {
            let answer = try await logIn(name)
            guard answer.status == 429, let wait = answer.headers.first(name: "Retry-After"),
                let seconds = Int(wait)
            else { return answer }
            try await Task.sleep(for: .seconds(seconds))
        }
        return try await logIn(name)
    }
}
