import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTesting
import LatchkeyTokens
import Synchronization
import Testing

/// A log in memory, in place of a database.
private final class Log: RevocationLog {
    private let entries = Mutex<[Revocation]>([])

    func appendRevocation(_ target: Revocation.Target, expiresAt: Date) async throws -> Revocation {
        entries.withLock { entries in
            let entry = Revocation(
                sequence: Int64(entries.count + 1),
                target: target,
                expiresAt: expiresAt
            )
            entries.append(entry)
            return entry
        }
    }

    func removeRevocations(expiredAt now: Date) async throws {
        entries.withLock { $0.removeAll { $0.expiresAt < now } }
    }

    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        entries.withLock { $0.filter { $0.sequence > sequence }.prefix(limit).map { $0 } }
    }

    func changeMarker() async throws -> Int64 { entries.withLock { Int64($0.count) } }
}

/// Accounts of which each has a version of its key.
private final class Accounts: Sendable {
    private let version = Mutex<Int64>(1)

    func keyVersion(of account: String) async throws -> Int64? { version.withLock { $0 } }

    func raiseKeyVersion() { version.withLock { $0 += 1 } }
}

@Suite("The article Revoking")
struct Revoking {
    private let key: JWK
    private let keys: FixedKeys
    private let tokenIssuer: TokenIssuer

    init() throws {
        key = try JWK.generate(.es256)
        keys = FixedKeys(JWKSet([key]).publicKeys)
        tokenIssuer = try TokenIssuer(
            key: key,
            issuer: "https://id.example",
            audience: ["https://api.example"]
        )
    }

    @Test("takes back a token, a session, or every sign-in of an account [A9] [B9]")
    func inMemory() async throws {
        // snippet
        let revocations = RevocationList()
        let verifier = TokenVerifier(
            keys: keys,
            issuer: "https://id.example",
            audience: "https://api.example",
            revocations: revocations
        )
        // end
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(verifier))
        router.add(middleware: RequireToken())
        // snippet
        router.post("logout") { _, context in
            let token = try context.requireToken()
            if let session = token.session {
                revocations.revoke(session: session, at: .now)
            } else {
                try revocations.revoke(token, at: .now)
            }
            return HTTPResponse.Status.noContent
        }
        router.post("logout-everywhere") { _, context in
            let token = try context.requireToken()
            revocations.revoke(account: token.subject, at: .now)
            return HTTPResponse.Status.noContent
        }
        // end
        router.get("notes") { _, _ in "notes" }
        let tokens = try [UUIDv7(at: .now), UUIDv7(at: .now), nil].map { session in
            let moment = Date.now - 5
            let grant = TokenGrant(subject: "ada", sessionID: session, authenticatedAt: moment)
            return HTTPFields.bearer(try tokenIssuer.issue(grant, at: moment).token)
        }
        try await Application(router: router).test(.router) { client async throws in
            let post = { @Sendable (uri: String, fields: HTTPFields) async throws in
                try await client.execute(uri: uri, method: .post, headers: fields) { $0.status }
            }
            #expect(try await post("/logout", tokens[0]) == .noContent)
            #expect(try await client.get("/notes", headers: tokens[0]).code == "token_revoked")
            #expect(try await client.get("/notes", headers: tokens[1]).status == .ok)
            #expect(try await post("/logout", tokens[2]) == .noContent)
            #expect(try await client.get("/notes", headers: tokens[2]).code == "token_revoked")
            #expect(try await post("/logout-everywhere", tokens[1]) == .noContent)
            #expect(try await client.get("/notes", headers: tokens[1]).code == "token_revoked")
        }
    }

    @Test("is durable with a log, and known to another process that follows it [A9]")
    func durable() async throws {
        let storage = Log()
        let token = try tokenIssuer.issue(TokenGrant(subject: "ada", sessionID: UUIDv7(at: .now)), at: .now)
        // snippet
        let list = RevocationList()
        let revocations = try await Revocations.open(
            log: storage,
            list: list,
            longestLifetime: 30 * 86_400
        )
        let follower = TokenStateFollower(storage: storage, revocations: list) { error in
            print("revocations cannot be read: \(error)")
        }
        // end
        let verifier = TokenVerifier(
            keys: keys,
            issuer: "https://id.example",
            audience: "https://api.example",
            revocations: list
        )
        let verified = try verifier.verify(token.token, at: .now)
        // Another process revokes.
        let other = try await Revocations.open(
            log: storage,
            list: RevocationList(),
            longestLifetime: 86_400
        )
        try await other.revoke(session: verified.session ?? "", at: .now)
        try await follower.catchUp()
        #expect(throws: TokenError(.revoked)) { try verifier.verify(token.token, at: .now) }
        #expect(revocations.list.count == 1)
    }

    @Test("asks a list elsewhere, and lets nobody pass when it does not answer [B9]")
    func elsewhere() async throws {
        struct SharedSet: Sendable {
            let members: Set<String>
            func contains(_ member: String) async throws -> Bool { members.contains(member) }
        }
        let verifier = TokenVerifier(
            keys: keys,
            issuer: "https://id.example",
            audience: "https://api.example"
        )
        let token = try tokenIssuer.issue(TokenGrant(subject: "ada"), at: .now).token
        let revoked = SharedSet(members: [try verifier.verify(token, at: .now).tokenID ?? ""])
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        router.add(
            middleware: TokenAuthenticator(
                verifier,
                isRevoked: { token in
                    try await revoked.contains(token.session ?? token.tokenID ?? "")
                }
            )
        )
        // end
        router.get("notes") { _, _ in "notes" }
        try await Application(router: router).test(.router) { client async throws in
            let answer = try await client.get("/notes", headers: .bearer(token))
            #expect(try answer.code == "token_revoked")
        }
    }

    @Test("a key for each account logs one account out by a number [B9]")
    func accountKeys() async throws {
        let accounts = Accounts()
        let masterKey = MasterKey()
        // snippet
        let keys = AccountKeys(masterKey)
        let tokenIssuer = try keys.issuer(
            for: "ada",
            version: 1,
            issuer: "https://id.example",
            audience: ["https://api.example"]
        )
        let resolver = keys.resolver(
            issuer: "https://id.example",
            audience: "https://api.example"
        ) { account in
            try await accounts.keyVersion(of: account)
        }
        // end
        let token = try tokenIssuer.issue(TokenGrant(subject: "ada"), at: .now).token
        #expect(try await resolver.resolve(token, at: .now).subject == "ada")
        accounts.raiseKeyVersion()
        await #expect(throws: TokenError.self) { try await resolver.resolve(token, at: .now) }
    }
}
