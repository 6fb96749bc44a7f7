import Foundation
import LatchkeyTokens

@testable import LatchkeyAccounts

/// What the clients of the system hold, and how they ask.
struct ModelledClients: Sendable {
    /// A session that was begun.
    struct Held: Sendable {
        let id: UUIDv7
        /// One token of each secret that the session has had, the oldest first.
        var tokens: [RefreshToken]
        let browserToken: String?
        let accountID: UUIDv7
    }

    let codec: RefreshTokenCodec
    var accountIDs: [UUIDv7] = []
    var held: [Held] = []

    /// The password of this version.
    static func password(_ account: Int, version: Int) -> String {
        "violet otter \(account) drums at noon \(version)"
    }

    /// Three clients; the second differs from the first in its address alone, the third in its device alone.
    static func client(_ number: Int) -> ClientContext {
        switch number {
        case 0: ClientContext(address: "192.0.2.1", device: "phone")
        case 1: ClientContext(address: "198.51.100.7", device: "phone")
        default: ClientContext(address: "192.0.2.1", device: "laptop")
        }
    }

    /// Logs in; nothing when that is refused.
    func logIn(
        account: Int,
        passwordVersion: Int,
        client: Int,
        pages: Bool = false,
        by process: ModelProcess
    ) async throws -> SignIn? {
        do {
            return try await process.login.logIn(
                "account\(account)",
                password: Self.password(account, version: passwordVersion),
                from: Self.client(client),
                forPages: pages
            )
        } catch AccountError.invalidCredentials {
            return nil
        }
    }

    /// Notes a session that has begun.
    mutating func hold(_ signIn: SignIn) throws {
        guard let token = codec.read(signIn.refreshToken) else { throw RefreshError.invalid }
        held.append(
            Held(
                id: signIn.session.id,
                tokens: [token],
                browserToken: signIn.browserToken,
                accountID: signIn.account.id
            )
        )
    }

    /// Notes the new secret of a session.
    mutating func renew(_ session: Int, _ signIn: SignIn) throws {
        guard let token = codec.read(signIn.refreshToken) else { throw RefreshError.invalid }
        held[session].tokens.append(token)
    }

    /// Does what a process is asked; hands out no more than a client would see.
    func answer(_ operation: Operation, by process: ModelProcess) async throws -> (Answer, SignIn?) {
        do {
            switch operation {
            case .refresh(let session, let generation, let client):
                let signIn = try await process.sessions.refresh(
                    refreshToken(of: session, generation),
                    from: Self.client(client)
                )
                return (.granted(generation: granted(signIn, session)), signIn)
            case .changeOwnPassword(let session, let version, let client):
                let signIn = try await change(session, to: version, Self.client(client), by: process)
                return (.granted(generation: codec.read(signIn.refreshToken)?.counter ?? -1), signIn)
            default:
                return (try await perform(operation, by: process), nil)
            }
        } catch let error as RefreshError {
            return (.refused(error.rawValue), nil)
        } catch AccountError.sessionNotFound {
            return (.refused("session_not_found"), nil)
        }
    }

    /// What a refresh would be answered, without its being done.
    func trial(
        _ session: Int,
        _ generation: Int64,
        client: Int,
        by process: ModelProcess
    ) async throws -> Answer {
        do {
            let signIn = try await process.trial.refresh(
                refreshToken(of: session, generation),
                from: Self.client(client)
            )
            return .granted(generation: granted(signIn, session))
        } catch let error as RefreshError {
            return .refused(error.rawValue)
        }
    }

    /// The refresh token of a generation, whether or not it has ever been handed out.
    private func refreshToken(of session: Int, _ generation: Int64) -> String {
        codec.write(secret(session, generation).with(counter: generation))
    }

    /// The generation of the refresh token that was handed out, read from the token itself.
    private func granted(_ signIn: SignIn, _ session: Int) -> Int64 {
        guard let token = codec.read(signIn.refreshToken), token.sessionID == held[session].id,
            token.nonce == secret(session, token.counter).nonce
        else { return -1 }
        return token.counter
    }

    /// A token with the secret that the session had in a generation.
    private func secret(_ session: Int, _ generation: Int64) -> RefreshToken {
        let tokens = held[session].tokens
        return tokens.last { $0.counter <= generation } ?? tokens[0]
    }

    private func change(
        _ session: Int,
        to version: Int,
        _ client: ClientContext,
        by process: ModelProcess
    ) async throws -> SignIn {
        let account = accountIDs.firstIndex(of: held[session].accountID) ?? -1
        return try await process.passwordChange.change(
            of: held[session].accountID,
            in: held[session].id,
            from: Self.password(account, version: version - 1),
            to: Self.password(account, version: version),
            by: client
        )
    }

    private func perform(_ operation: Operation, by process: ModelProcess) async throws -> Answer {
        switch operation {
        case .refresh, .changeOwnPassword: return .refused("asked elsewhere")
        case .endSession(let session, let account):
            let owner = account.map { accountIDs[$0] }
            try await process.ending.end(
                held[session].id,
                of: owner,
                as: owner == nil ? .revoked : .signedOut
            )
        case .endOthers(let kept):
            let (id, account) = (held[kept].id, held[kept].accountID)
            return .ended(try await process.ending.endAll(of: account, except: id, as: .revoked))
        case .endAll(let account):
            return .ended(try await process.ending.endAll(of: accountIDs[account], as: .revoked))
        case .lock(let account): try await process.accounts.lock(accountIDs[account])
        case .unlock(let account): try await process.accounts.unlock(accountIDs[account])
        case .changePassword(let account, let version):
            try await changePassword(of: account, to: version, by: process)
        case .logOutPresenting(let session, let generation):
            let text = refreshToken(of: session, generation)
            guard let found = try await process.sessions.session(presenting: text) else {
                return .refused("session_not_found")
            }
            try await process.ending.end(found.session.id, of: nil, as: .signedOut)
        case .viewPage(let session):
            guard let browserToken = held[session].browserToken,
                try await process.sessions.resume(browserToken: browserToken) != nil
            else { return .refused("signed_out") }
        }
        return .done
    }

    private func changePassword(
        of account: Int,
        to version: Int,
        by process: ModelProcess
    ) async throws {
        let hash = try await process.hasher.hash(Self.password(account, version: version))
        let id = accountIDs[account]
        let revocations: [Revocation] = try await process.storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            try tx.credentials.set(hash, kind: .password, of: id)
            return try process.ending.endAll(of: &account, as: .accountChanged, in: tx).revocations
        }
        process.ending.remember(revocations)
    }
}
