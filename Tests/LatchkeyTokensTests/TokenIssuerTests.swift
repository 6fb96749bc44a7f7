import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct TokenIssuerTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let account = UUIDv7(at: start)
    private let session = UUIDv7(at: start)

    private var grant: TokenGrant {
        TokenGrant(
            subject: account.description,
            clientID: "latchkey",
            sessionID: session,
            epoch: 3,
            authenticatedAt: Self.start - 60,
            authenticationMethods: ["pwd"],
            scope: "notes:read",
            roles: ["admin"]
        )
    }

    @Test("an issued token shows its text to nobody who prints it")
    func hidden() async throws {
        let issuer = try await issuer(ring())
        let pair = try issuer.issuePair(grant, refreshLifetime: 3600, at: Self.start)
        var text = "\(pair) \(String(reflecting: pair))"
        dump(pair, to: &text)
        for issued in [pair.access, pair.refresh] { #expect(!text.contains(issued.token)) }
        #expect("\(pair.access)" == "IssuedToken(at+jwt, for \(pair.access.expiresIn) seconds)")
    }

    private func ring(_ algorithm: SignatureAlgorithm = .es256) async throws -> KeyRing {
        try await KeyRing.open(
            storage: MemoryRing(),
            masterKey: MasterKey(),
            algorithm: algorithm,
            tokenLifetime: 900,
            at: Self.start
        )
    }

    private func issuer(_ ring: KeyRing) -> TokenIssuer {
        TokenIssuer(keys: ring, issuer: "https://id.example", audience: ["https://api.example"])
    }

    private func verifier(_ ring: KeyRing, audience: String = "https://api.example") -> TokenVerifier {
        TokenVerifier(
            keys: ring,
            algorithms: TokenVerifier.defaultAlgorithms.union([.hs256]),
            issuer: "https://id.example",
            audience: audience
        )
    }

    @Test(
        "issues what the verifier reads back, with every algorithm [B1] [A4]",
        arguments: SignatureAlgorithm.allCases.filter(\.takesJWK)
    )
    func roundTrip(algorithm: SignatureAlgorithm) async throws {
        let ring = try await ring(algorithm)
        let issued = try issuer(ring).issue(grant, at: Self.start)
        let verifier = TokenVerifier(
            keys: ring,
            algorithms: [algorithm],
            issuer: "https://id.example",
            audience: "https://api.example"
        )
        let token = try verifier.verify(issued.token, at: Self.start)
        #expect(token.subject == account.description)
        #expect(token.sessionID == session)
        #expect(token.clientID == "latchkey")
        #expect(token.epoch == 3)
        #expect(token.authenticatedAt == Self.start - 60)
        #expect(token.authenticationMethods == ["pwd"])
        #expect(token.scope == "notes:read")
        #expect(token.roles == ["admin"])
        #expect(token.expiresAt == issued.expiresAt)
        #expect(token.header?.type == "at+jwt")
        #expect(token.tokenID.flatMap { UUIDv7($0) } != nil)
    }

    @Test("carries the claims of RFC 9068 and of the profile, in order [A3] [E1]")
    func claims() async throws {
        let issued = try issuer(try await ring()).issue(grant, at: Self.start)
        let names = try UnverifiedJWT(issued.token).payload.names
        #expect(
            names == [
                "iss", "sub", "aud", "exp", "iat", "jti", "client_id", "sid", "ver", "auth_time", "amr",
                "scope",
                "roles",
            ]
        )
    }

    @Test("shortens each life by up to a twentieth, never lengthens it [B6]")
    func jitter() async throws {
        let issuer = issuer(try await ring())
        let lives = try Set((0..<200).map { _ in try issuer.issue(grant, at: Self.start).expiresIn })
        #expect(lives.allSatisfy { (855...900).contains($0) })
        #expect(lives.count > 5)
    }

    @Test("a token is refused for another audience, after its time, and when it is junk, each with its code")
    func refusals() async throws {
        let ring = try await ring()
        let issued = try issuer(ring).issue(grant, at: Self.start)
        func code(_ text: String, _ verifier: TokenVerifier, at now: Date = Self.start) -> TokenError.Code? {
            do {
                _ = try verifier.verify(text, at: now)
                return nil
            } catch { return error.code }
        }
        #expect(code(issued.token, verifier(ring)) == nil)
        #expect(code(issued.token, verifier(ring, audience: "https://api.example/")) == .invalid)
        #expect(code(issued.token, verifier(ring), at: issued.expiresAt) == .expired)
        #expect(code(issued.token, verifier(ring), at: issued.expiresAt - 1) == nil)
        #expect(code("junk", verifier(ring)) == .malformed)
        #expect(code(issued.token + "A", verifier(ring)) != nil)
        #expect(code(issued.token, verifier(try await self.ring())) == .invalid)
    }

    @Test("a token of another type is no access token")
    func typed() async throws {
        let ring = try await ring()
        let key = ring.keys[0].key
        let payload = try UnverifiedJWT(try issuer(ring).issue(grant, at: Self.start).token).payload
        let idToken = try JWTSigner(key: key, type: "JWT").sign(payload: payload)
        let refused = #expect(throws: TokenError.self) { try verifier(ring).verify(idToken, at: Self.start) }
        #expect(refused?.cause?.code == "type_mismatch")
    }

    @Test("A32: verifies with a key that was rotated in after the verifier was made")
    func followsRing() async throws {
        let ring = try await ring()
        let verifier = verifier(ring)
        let before = try issuer(ring).issue(grant, at: Self.start)
        _ = try verifier.verify(before.token, at: Self.start)
        try await ring.rotate(immediately: true, at: Self.start + 1)
        let after = try issuer(ring).issue(grant, at: Self.start + 1)
        #expect(try UnverifiedJWT(after.token).header.keyID != UnverifiedJWT(before.token).header.keyID)
        _ = try verifier.verify(after.token, at: Self.start + 1)
        _ = try verifier.verify(before.token, at: Self.start + 1)
    }

    @Test("an expired token is told apart and still proves whose it was")
    func expired() async throws {
        let ring = try await ring()
        let issued = try issuer(ring).issue(grant, at: Self.start)
        let late = try verifier(ring).verifyAllowingExpired(issued.token, at: Self.start + 100_000)
        #expect(late.isExpired && late.token.sessionID == session)
        let early = try verifier(ring).verifyAllowingExpired(issued.token, at: Self.start)
        #expect(!early.isExpired)
        #expect(throws: TokenError.self) {
            try verifier(ring).verifyAllowingExpired(
                issued.token.dropLast(3) + "abc",
                at: Self.start + 100_000
            )
        }
    }
}
