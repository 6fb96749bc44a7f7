import Foundation
import LatchkeyTokens

@testable import LatchkeyAccounts

/// Takes a list of steps with the system and the model side by side, and stops where they differ.
final class ModelRun {
    /// Where the two differ.
    struct Difference: Error {
        /// How many steps had been taken.
        let step: Int
        let what: String
    }

    /// An access token that somebody holds.
    private struct Held {
        let text: String
        let session: Int
        let epoch: Int
        let expiresAt: Date
    }

    static let accounts = 3
    static let clients = 3
    /// Every so many steps everything is compared, not only what the step was about.
    private static let fullComparison = 100
    /// Every so many steps the access tokens of all accounts are compared.
    private static let tokenComparison = 10
    /// How many sessions the steps are about.
    static let youngest = 10
    /// A token is kept so long after its end, so that its refusal is seen.
    private static let interest: TimeInterval = 60

    let clock = SettableClock(Fixture.start)
    let system: ModelledSystem
    var model: SessionModel
    /// A key is kept until its last token has expired; from then on that token is one of an unknown key.
    var hasRotatedKey = false
    private var tokens: [Held] = []
    private var taken = 0
    /// What is looked at; what happens is told by the steps.
    private var random = SeededGenerator(seed: 1)

    private init(_ settings: ModelProcess.Settings) async throws {
        system = try await ModelledSystem(accounts: Self.accounts, settings: settings, clock: clock)
        model = SessionModel(accounts: Self.accounts, at: clock.now.timeIntervalSince1970)
    }

    /// Takes all steps; `nil` when the system did everywhere what the model does.
    static func difference(
        of steps: [Step],
        settings: ModelProcess.Settings = .right
    ) async throws -> Difference? {
        let run = try await ModelRun(settings)
        do {
            for step in steps {
                run.taken += 1
                let account = try await run.take(step)
                try await run.compare(after: account)
            }
            try await run.compareAtTheEnd()
            return nil
        } catch let difference as Difference {
            return difference
        } catch {
            return run.difference("it failed: \(error)")
        }
    }

    func difference(_ what: String) -> Difference { Difference(step: taken, what: what) }

    func expect<Value: Equatable>(
        _ actual: Value,
        _ expected: Value,
        _ what: @autoclosure () -> String
    ) throws {
        guard actual == expected else {
            throw difference("\(what()): the system says \(actual), the model \(expected)")
        }
    }

    /// Notes the access token that a client has been given.
    func hold(_ signIn: SignIn, _ session: Int) throws {
        let life = signIn.accessToken.expiresAt.timeIntervalSince(clock.now)
        guard life > ModelProcess.lifetime * 0.94, life <= ModelProcess.lifetime else {
            throw difference("an access token lives \(life) s")
        }
        // Of one session the latest are enough.
        let older = tokens.indices.filter { tokens[$0].session == session }
        if older.count > 2 { tokens.remove(at: older[0]) }
        tokens.append(
            Held(
                text: signIn.accessToken.token,
                session: session,
                epoch: model.accounts[model.sessions[session].account].epoch,
                expiresAt: signIn.accessToken.expiresAt
            )
        )
    }

    /// Compares what the step was about: the account's access tokens, the list of its sessions, and one refresh token;
    /// now and then everything.
    private func compare(after account: Int?) async throws {
        tokens.removeAll { $0.expiresAt + Self.interest < clock.now }
        let isForAll = account == nil || taken % Self.tokenComparison == 0
        for token in tokens where isForAll || model.sessions[token.session].account == account {
            try compare(token)
        }
        guard taken % Self.fullComparison != 0 else { return try await compareEverything() }
        if let account { try await compareList(of: account) }
        guard let session = model.sessions.indices.suffix(Self.youngest).randomElement(using: &random) else {
            return
        }
        let age = Int64.random(in: 0...2, using: &random)
        try await compareTrial(of: session, max(0, model.sessions[session].generation - age))
    }

    private func compareEverything() async throws {
        for number in 0..<Self.accounts { try await compareList(of: number) }
        for session in model.sessions.indices {
            let current = model.sessions[session].generation
            for generation in Set([current, max(0, current - 1), max(0, current - 2)]) {
                try await compareTrial(of: session, generation)
            }
        }
    }

    private func compareAtTheEnd() async throws {
        let audited = try await system.audited()
        for (event, count) in model.audit {
            try expect(audited[event] ?? 0, count, "\(event) in the audit log")
        }
    }

    private func compare(_ token: Held) throws {
        let expected: TokenError.Code? =
            if clock.now >= token.expiresAt { .expired } else {
                model.isRevoked(token.session, tokenOf: token.epoch) ? .revoked : nil
            }
        var actual: TokenError.Code?
        do throws(TokenError) {
            _ = try system.process.verifier.verify(token.text, at: clock.now)
        } catch {
            actual = error.code
        }
        if hasRotatedKey, expected == .expired, actual == .invalid { return }
        try expect(actual, expected, "an access token of session \(token.session)")
    }

    private func compareList(of account: Int) async throws {
        let listed = try await system.listed(of: account)
        try expect(Set(listed.keys), model.listed(of: account), "the sessions of account \(account)")
        for (number, session) in listed {
            let expected = model.sessions[number]
            try expect(session.counter, expected.generation, "the generation of session \(number)")
            try expect(
                [session.lastSeenAt, session.idleExpiresAt, session.expiresAt].map(\.timeIntervalSince1970),
                [expected.lastSeenAt, expected.idleEnd, expected.absoluteEnd],
                "the times of session \(number)"
            )
        }
    }

    /// What a refresh token would be answered.
    private func compareTrial(of session: Int, _ generation: Int64) async throws {
        let client = Int.random(in: 0..<Self.clients, using: &random)
        var model = model
        let expected = model.answer(.refresh(session: session, generation: generation, client: client))
        try expect(
            try await system.clients.trial(session, generation, client: client, by: system.process),
            expected,
            "refresh token \(generation) of session \(session), tried by client \(client)"
        )
    }
}
