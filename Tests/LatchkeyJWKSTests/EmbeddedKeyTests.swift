import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import Testing

/// A22, attacks 9 and 10: a token says where its key is, and somebody listens there.
@Suite("A token that points to keys")
struct EmbeddedKeyTests {
    @Test(
        "A22: brings about no connection and is refused, a hundred times",
        arguments: ["jku", "x5u", "jwk", "x5c"]
    )
    func pointers(member: String) async throws {
        try await TestIssuer.run { attacker in
            var forger = try JWK.generate(.es256)
            forger.keyID = "a3"
            try attacker.publish(forger.json())
            let value = try Self.value(of: member, attacker, forger)
            let signer = try JWTSigner(key: forger, type: "at+jwt", header: [member: value])
            try await TestIssuer.run { issuer in
                // Time stands still, and the answer may be late: a busy machine must not cause a second fetch.
                let keys = try RemoteJWKS(
                    url: issuer.url + "/.well-known/jwks.json",
                    timeout: .seconds(240),
                    logger: .silent,
                    clock: TestClock()
                )
                let verifier = TokenVerifier(keys: keys, issuer: issuer.url, audience: TestKeys.audience)
                let good = try UnverifiedJWT(TestKeys.sign(issuer: issuer.url))
                let forged = try signer.sign(payload: good.payload)
                for _ in 0..<100 {
                    await #expect(throws: TokenError(.signatureInvalid)) {
                        try await verifier.verifyRefreshingKeys(forged, at: TestKeys.now)
                    }
                }
                #expect(issuer.fetches == 1)
            }
            #expect(attacker.fetches == 0 && attacker.strays == 0)
        }
    }

    private static func value(
        of member: String,
        _ attacker: TestIssuer,
        _ forger: JWK
    ) throws -> JSONValue {
        switch member {
        case "jku": .string(attacker.url + "/.well-known/jwks.json")
        case "x5u": .string(attacker.url + "/certificate.pem")
        case "jwk": .object(try JSONObject(json: forger.publicKey?.json() ?? ""))
        default: .array(["MIIB"])
        }
    }
}
