import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct OneTimeJWTTests {
    private static let issuer = "https://id.example"
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let tokens = OneTimeTokens(storage: MemoryOneTimeTokens())
    private let key: JWK

    init() throws { key = try JWK.generate(.es256) }

    private func issuer(_ name: String = issuer) throws -> TokenIssuer {
        try TokenIssuer(key: key, issuer: name, audience: ["shop"])
    }

    private func verify(
        _ text: String,
        issuer: String = issuer,
        kinds: Set<TokenKind> = [.oneTime]
    ) throws -> AccessToken {
        let keys = FixedKeys(JWKSet([key]).publicKeys)
        return try TokenVerifier(keys: keys, issuer: issuer, audience: "shop", kinds: kinds)
            .verify(text, at: start)
    }

    @Test("a one-time JWT carries its purpose as flag, and is redeemed once [E2]")
    func roundTrip() async throws {
        let grant = TokenGrant(subject: "ada", claims: ["file": "7"], lifetime: 600)
        let issued = try await tokens.issue(grant, purpose: "download", by: issuer(), at: start)
        let token = try verify(issued.token)
        #expect(token.kind == .oneTime)
        #expect(token.payload["flag"] == "download")
        #expect(token.payload["file"] == "7")
        await #expect(throws: OneTimeTokenError.wrongPurpose) {
            try await tokens.redeem(token, purpose: "upload", at: start)
        }
        try await tokens.redeem(token, purpose: "download", at: start)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await tokens.redeem(token, purpose: "download", at: start)
        }
    }

    @Test(
        "an access token that says a flag is no one-time token, and a one-time token opens no other door [E2]"
    )
    func kinds() async throws {
        let access = try issuer().issue(TokenGrant(subject: "ada", claims: ["flag": "download"]), at: start)
        let token = try verify(access.token, kinds: [.access])
        await #expect(throws: OneTimeTokenError.notOneTime) {
            try await tokens.redeem(token, purpose: "download", at: start)
        }
        let issued = try await tokens.issue(
            TokenGrant(subject: "ada"),
            purpose: "download",
            by: issuer(),
            at: start
        )
        #expect(throws: TokenError.self) { try verify(issued.token, kinds: [.access, .refresh]) }
    }

    @Test("a signed one-time token that was never issued here, or was made void, is refused")
    func unknown() async throws {
        let grant = TokenGrant(kind: .oneTime, subject: "ada", claims: ["flag": "download"])
        let forged = try verify(issuer().issue(grant, at: start).token)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await tokens.redeem(forged, purpose: "download", at: start)
        }
        let first = try await tokens.issue(
            TokenGrant(subject: "ada"),
            purpose: "download",
            by: issuer(),
            at: start
        )
        _ = try await tokens.issue(TokenGrant(subject: "ada"), purpose: "download", by: issuer(), at: start)
        let void = try verify(first.token)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await tokens.redeem(void, purpose: "download", at: start)
        }
    }

    @Test("the jti of another issuer spends nothing")
    func otherIssuer() async throws {
        let issued = try await tokens.issue(
            TokenGrant(subject: "ada"),
            purpose: "download",
            by: issuer(),
            at: start
        )
        let own = try verify(issued.token)
        // Another issuer that repeats everything, the jti included.
        let members = own.payload.members.map { $0.name == "iss" ? ("iss", "https://evil.example") : $0 }
        let text = try JWTSigner(key: key, type: "ot+jwt").sign(payload: JSONObject(members: members))
        let foreign = try verify(text, issuer: "https://evil.example")
        #expect(foreign.tokenID == own.tokenID)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await tokens.redeem(foreign, purpose: "download", at: start)
        }
        try await tokens.redeem(own, purpose: "download", at: start)
    }

    @Test("a flag of one's own is refused when issuing")
    func ownFlag() async throws {
        await #expect(throws: JSONError.self) {
            try await tokens.issue(
                TokenGrant(subject: "ada", claims: ["flag": "other"]),
                purpose: "download",
                by: issuer(),
                at: start
            )
        }
    }
}
