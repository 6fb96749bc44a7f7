import FoundationEssentials
import LatchkeyJOSE
import Testing

// snippet
struct TenantCheck: ClaimCheck {
    let tenant: String

    func check(_ claims: JSONObject, at now: Date) throws(JWTError) {
        guard try claims.string("tenant")?.utf8.elementsEqual(tenant.utf8) == true else {
            throw .claimRefused(code: "tenant_mismatch", reason: "the tenant is another one")
        }
    }
}
// end

@Suite("The article SigningAndVerifying")
struct SigningAndVerifying {
    private let key: JWK
    private let verifier: JWTVerifier

    init() throws {
        key = try JWK.generate(.es256)
        verifier = JWTVerifier(
            key: key,
            algorithms: [.es256],
            issuer: "https://id.example",
            audience: "shop"
        )
    }

    private func token(
        expiresAt: Date = .now + 900,
        tenant: String = "north",
        type: String? = "at+jwt"
    ) throws -> String {
        let claims = Claims(
            issuer: "https://id.example",
            audience: ["shop"],
            expiresAt: expiresAt,
            issuedAt: .now,
            custom: ["tenant": tenant]
        )
        return try JWT.sign(claims, with: key, type: type)
    }

    @Test("answers to a token that is refused")
    func errors() throws {
        func answer(_ token: String) -> String {
            // snippet
            do {
                let jwt = try verifier.verify(token, at: .now)
                return "welcome, \(jwt.subject ?? "stranger")"
            } catch .tokenExpired {
                return "sign in again"
            } catch {
                return error.code
            }
            // end
        }
        #expect(try answer(token()) == "welcome, stranger")
        #expect(try answer(token(expiresAt: .now - 1)) == "sign in again")
        #expect(answer("x") == "malformed")
    }

    @Test("narrows what a verifier takes")
    func strict() throws {
        // snippet
        let strict = JWTVerifier(
            key: key,
            algorithms: [.es256],
            issuer: "https://id.example",
            audience: .only("shop"),
            type: "at+jwt",
            required: ["tenant"],
            maximumAge: 3600
        )
        .allowing(ClaimLeeway(notBefore: 30, issuedAt: 30))
        .checking(TenantCheck(tenant: "north"))
        // end
        _ = try strict.verify(token(), at: .now)
        #expect(throws: JWTError.claimRefused(code: "tenant_mismatch", reason: "the tenant is another one")) {
            try strict.verify(token(tenant: "south"), at: .now)
        }
        #expect(throws: JWTError.typeMismatch(expected: "at+jwt", found: nil)) {
            try strict.verify(token(type: nil), at: .now)
        }
    }

    @Test("signs octets that are no claims")
    func octets() throws {
        // snippet
        let contract = Array("I owe you a pint.".utf8)
        let signature = try JWSSigner(key: key).signDetached(contract)
        let jws = try JWSVerifier(key: key, algorithms: [.es256])
            .verify(signature, detachedPayload: contract)
        // end
        #expect(jws.payload == contract)
        #expect(throws: JWTError.signatureInvalid) {
            try JWSVerifier(key: key, algorithms: [.es256]).verify(signature, detachedPayload: [])
        }
    }
}
