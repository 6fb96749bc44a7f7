import Testing

@testable import LatchkeyJOSE

/// The key agreement of RFC 8037, appendix A.6.
@Suite("RFC 8037, key agreement")
struct RFC8037AgreementTests {
    @Test("A.6: ECDH-ES with X25519")
    func x25519() throws {
        let bob = try JWK(
            json:
                #"{"kty":"OKP","crv":"X25519","kid":"Bob","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#
        )
        // The private number of the ephemeral key, which is RFC 7748 §6.1's, written as a JWK.
        let ephemeral = try JWK(
            json: """
                {"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo",\
                "d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo"}
                """
        )
        let secret = try ephemeral.material.sharedSecret(with: bob.material)
        #expect(Base64URL.encode(secret) == "Sl2dW6TOLeFyjjv0gDUPJeB-IclH0Z4zdvCbPB4WF0I")
        #expect(
            try ephemeral.material.ephemeralParameters().json()
                == #"{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#
        )
    }
}
