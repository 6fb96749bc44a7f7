import Foundation
import LatchkeyTokens

@testable import LatchkeyAccounts

extension ModelRun {
    /// Takes one step; returns the account that it was about, if it was about one.
    func take(_ step: Step) async throws -> Int? {
        switch step {
        case .logIn(let account, let client, let pages):
            return try await logIn(account % Self.accounts, client % Self.clients, pages)
        case .logInWithOldPassword(let account, let client):
            return try await logInWithOldPassword(account % Self.accounts, client % Self.clients)
        case .logInBesidePasswordChange(let account, let client):
            return try await logInBesidePasswordChange(account % Self.accounts, client % Self.clients)
        case .advance(let seconds):
            clock.advance(by: seconds)
            model.now += seconds
        case .restart(let afterCrash): try await system.restart(afterCrash: afterCrash)
        case .tidy:
            try await system.process.tidy(at: clock.now)
            model.tidy()
        case .rotateKey:
            try await system.process.keys.rotate(at: clock.now)
            hasRotatedKey = true
        case .otherProcess: try await system.turnToOtherProcess()
        case .twoTabs, .refreshBesideEnd, .refreshBesideEndOfAll: return try await race(step)
        default: return try await request(step)
        }
        return nil
    }

    private func logIn(_ account: Int, _ client: Int, _ pages: Bool) async throws -> Int {
        let signIn = try await system.clients.logIn(
            account: account,
            passwordVersion: model.accounts[account].passwordVersion,
            client: client,
            pages: pages,
            by: system.process
        )
        let expected = model.logIn(account: account, client: client, pages: pages)
        try begin(signIn, expected, "a login to account \(account)")
        return account
    }

    private func logInWithOldPassword(_ account: Int, _ client: Int) async throws -> Int {
        let signIn = try await system.clients.logIn(
            account: account,
            passwordVersion: model.accounts[account].passwordVersion - 1,
            client: client,
            by: system.process
        )
        try begin(signIn, .refused("invalid_credentials"), "a login with an old password")
        return account
    }

    /// Either the login came first, and its session has ended, or the password was the old one already.
    private func logInBesidePasswordChange(_ account: Int, _ client: Int) async throws -> Int {
        let (process, clients) = (system.process, system.clients)
        let version = model.accounts[account].passwordVersion
        let change = Operation.changePassword(account: account, version: version + 1)
        async let login = clients.logIn(
            account: account,
            passwordVersion: version,
            client: client,
            by: process
        )
        async let changed = clients.answer(change, by: process)
        let (signIn, (answer, _)) = try await (login, changed)
        if let signIn {
            let expected = model.logIn(account: account, client: client, pages: false)
            try begin(signIn, expected, "a login beside a change of the password")
        }
        try expect(answer, model.answer(change), "\(change)")
        return account
    }

    private func begin(_ signIn: SignIn?, _ expected: Answer, _ what: String) throws {
        let answer = signIn == nil ? Answer.refused("invalid_credentials") : .granted(generation: 0)
        try expect(answer, expected, what)
        guard let signIn else { return }
        try system.clients.hold(signIn)
        try hold(signIn, model.sessions.count - 1)
    }

    private func session(_ pick: Int) -> Int? {
        let count = model.sessions.count
        return count == 0 ? nil : count - 1 - pick % min(count, Self.youngest)
    }

    private func generation(_ session: Int, _ age: Int) -> Int64 {
        max(0, model.sessions[session].generation - Int64(age))
    }

    private func refresh(_ pick: Int, _ age: Int, _ client: Int) -> Operation? {
        session(pick).map {
            .refresh(session: $0, generation: generation($0, age), client: client % Self.clients)
        }
    }
}

// One request after the other.
extension ModelRun {
    private func request(_ step: Step) async throws -> Int? {
        guard let (operation, fate) = resolved(step) else { return nil }
        var after = model
        let expected = after.answer(operation)
        switch fate {
        case .answered, .lost:
            let (answer, signIn) = try await system.clients.answer(operation, by: system.process)
            try expect(answer, expected, "\(operation)")
            model = after
            guard let signIn, let session = operation.session else { break }
            if case .changeOwnPassword = operation { try system.clients.renew(session, signIn) }
            if fate == .answered { try hold(signIn, session) }
        case .crashBeforeCommit:
            try await crash(operation, .crashBeforeCommit)
        case .crashAfterCommit:
            try await crash(operation, .crashAfterCommit)
            model = after
        }
        return operation.account ?? operation.session.map { model.sessions[$0].account }
    }

    private func crash(_ operation: Operation, _ mode: FailingStorage.Mode) async throws {
        system.process.storage.mode = mode
        do {
            _ = try await system.clients.answer(operation, by: system.process)
        } catch is FailingStorage.Crash {
            // Nobody is left to be told.
        }
        try await system.restart(afterCrash: true)
    }

    private func resolved(_ step: Step) -> (Operation, Step.Fate)? {
        switch step {
        case .refresh(let pick, let age, let client, let fate):
            return refresh(pick, age, client).map { ($0, fate) }
        case .endSession(let pick, let account, let fate):
            return session(pick).map {
                (.endSession($0, ofAccount: account.map { $0 % Self.accounts }), fate)
            }
        case .endOthers(let pick): return session(pick).map { (.endOthers(than: $0), .answered) }
        case .endAll(let account, let fate): return (.endAll(account: account % Self.accounts), fate)
        case .lock(let account, let fate): return (.lock(account: account % Self.accounts), fate)
        case .unlock(let account): return (.unlock(account: account % Self.accounts), .answered)
        case .changePassword(let account, let fate):
            let account = account % Self.accounts
            let version = model.accounts[account].passwordVersion + 1
            return (.changePassword(account: account, version: version), fate)
        case .changeOwnPassword(let pick, let client):
            return session(pick).map { session in
                let version = model.accounts[model.sessions[session].account].passwordVersion + 1
                let client = client % Self.clients
                return (.changeOwnPassword(session: session, version: version, client: client), .answered)
            }
        case .logOutPresenting(let pick, let age):
            return session(pick).map {
                (.logOutPresenting(session: $0, generation: generation($0, age)), .answered)
            }
        case .viewPage(let pick): return session(pick).map { (.viewPage(session: $0), .answered) }
        default: return nil
        }
    }
}

// Two requests at once: the system has to answer as if one had come after the other, in either order.
extension ModelRun {
    private func race(_ step: Step) async throws -> Int? {
        guard let (first, second) = competitors(step) else { return nil }
        let (process, clients) = (system.process, system.clients)
        async let firstAnswer = clients.answer(first, by: process)
        async let secondAnswer = clients.answer(second, by: process)
        let answers = try await (firstAnswer, secondAnswer)
        let orders = [outcome(first, second), outcome(second, first, isSwapped: true)]
        guard let order = orders.first(where: { $0.answers == [answers.0.0, answers.1.0] }) else {
            throw difference(
                "\(first) beside \(second): the system says \([answers.0.0, answers.1.0]), the model "
                    + orders.map { "\($0.answers)" }.joined(separator: " or ")
            )
        }
        model = order.model
        for (operation, signIn) in [(first, answers.0.1), (second, answers.1.1)] {
            if let signIn, let session = operation.session { try hold(signIn, session) }
        }
        return first.session.map { model.sessions[$0].account }
    }

    private func outcome(
        _ first: Operation,
        _ second: Operation,
        isSwapped: Bool = false
    ) -> (model: SessionModel, answers: [Answer]) {
        var model = model
        let answers = [model.answer(first), model.answer(second)]
        return (model, isSwapped ? answers.reversed() : answers)
    }

    private func competitors(_ step: Step) -> (Operation, Operation)? {
        switch step {
        case .twoTabs(let pick, let age, let client):
            return refresh(pick, age, client).map { ($0, $0) }
        case .refreshBesideEnd(let pick, let age, let client):
            guard let refresh = refresh(pick, age, client), let session = session(pick) else { return nil }
            return (refresh, .endSession(session, ofAccount: nil))
        case .refreshBesideEndOfAll(let pick, let age, let client):
            guard let refresh = refresh(pick, age, client), let session = session(pick) else { return nil }
            return (refresh, .endAll(account: model.sessions[session].account))
        default: return nil
        }
    }
}

extension Operation {
    /// The session that it is about.
    fileprivate var session: Int? {
        switch self {
        case .refresh(let session, _, _), .endSession(let session, _), .endOthers(let session),
            .logOutPresenting(let session, _), .viewPage(let session), .changeOwnPassword(let session, _, _):
            session
        default: nil
        }
    }

    /// The account that it is about.
    fileprivate var account: Int? {
        switch self {
        case .endAll(let account), .lock(let account), .unlock(let account), .changePassword(let account, _):
            account
        default: nil
        }
    }
}
