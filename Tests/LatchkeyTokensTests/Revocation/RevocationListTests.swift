import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct RevocationListTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let account = UUIDv7(at: start)
    private let session = UUIDv7(at: start)
    private let list = RevocationList()

    private func token(epoch: Int64 = 1) async throws -> AccessToken {
        let ring = try await KeyRing.open(
            storage: MemoryRing(),
            masterKey: MasterKey(),
            algorithm: .ed25519,
            tokenLifetime: 900,
            at: Self.start
        )
        let grant = TokenGrant(
            subject: account.description,
            clientID: "latchkey",
            sessionID: session,
            epoch: epoch,
            authenticatedAt: Self.start,
            authenticationMethods: ["pwd"]
        )
        let issued = try TokenIssuer(keys: ring, issuer: "https://i.example", audience: ["a"])
            .issue(grant, at: Self.start)
        return try TokenVerifier(keys: ring, issuer: "https://i.example", audience: "a")
            .verify(issued.token, at: Self.start)
    }

    @Test("finds a token by its session, and by itself [A9]")
    func bySessionAndToken() async throws {
        let token = try await token()
        #expect(!list.contains(token))
        list.add(.session(UUIDv7(at: Self.start)), expiresAt: Self.start + 900)
        #expect(!list.contains(token))
        list.add(.session(session), expiresAt: Self.start + 900)
        #expect(list.contains(token))

        let other = RevocationList()
        other.add(.token(try #require(token.tokenID.flatMap { UUIDv7($0) })), expiresAt: Self.start + 900)
        #expect(other.contains(token))
    }

    @Test("an account's epoch takes back the older tokens and leaves the newer")
    func byEpoch() async throws {
        list.add(.account(account, epochBelow: 3), expiresAt: Self.start + 900)
        #expect(list.contains(try await token(epoch: 2)))
        #expect(!list.contains(try await token(epoch: 3)))
        list.add(.account(account, epochBelow: 2), expiresAt: Self.start)
        #expect(list.contains(try await token(epoch: 2)), "an older entry never weakens a newer one")
    }

    @Test("follows the order, remembers how far, and keeps its place when adding by itself")
    func sequence() {
        list.follow([
            Revocation(sequence: 4, target: .session(session), expiresAt: Self.start),
            Revocation(sequence: 9, target: .token(session), expiresAt: Self.start),
        ])
        list.add(.session(account), expiresAt: Self.start)
        #expect(list.sequence == 9)
        #expect(list.count == 3)
    }

    @Test("forgets an entry only when the last token it covers has expired")
    func expiry() async throws {
        list.add(.session(session), expiresAt: Self.start + 900)
        list.removeExpired(at: Self.start + 899)
        #expect(list.contains(try await token()))
        list.removeExpired(at: Self.start + 900)
        #expect(list.count == 0)
    }

    @Test("a verifier refuses a listed token as revoked, not as invalid [C2]")
    func verifier() async throws {
        let ring = try await KeyRing.open(
            storage: MemoryRing(),
            masterKey: MasterKey(),
            algorithm: .es256,
            tokenLifetime: 900,
            at: Self.start
        )
        let grant = TokenGrant(
            subject: account.description,
            clientID: "latchkey",
            sessionID: session,
            epoch: 1,
            authenticatedAt: Self.start,
            authenticationMethods: ["pwd"]
        )
        let issued = try TokenIssuer(keys: ring, issuer: "https://i.example", audience: ["a"])
            .issue(grant, at: Self.start)
        let verifier = TokenVerifier(
            keys: ring,
            issuer: "https://i.example",
            audience: "a",
            revocations: list
        )
        _ = try verifier.verify(issued.token, at: Self.start)
        list.add(.session(session), expiresAt: issued.expiresAt)
        #expect(throws: TokenError(.revoked)) { try verifier.verify(issued.token, at: Self.start) }
    }
}
