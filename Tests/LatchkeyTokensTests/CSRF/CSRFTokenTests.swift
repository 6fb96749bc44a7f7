import Foundation
import LatchkeyJOSE
import Testing

@testable import LatchkeyTokens

@Suite("The CSRF token that a token is bound to")
struct CSRFTokenTests {
    private func token(_ payload: String) throws -> AccessToken {
        try AccessToken(session: JSONObject(json: payload), expiresAt: .distantFuture)
    }

    @Test("is 256 random bits, and the claim is its digest")
    func claim() {
        #expect(Base64URL.decode(CSRFToken.random())?.count == 32)
        #expect(CSRFToken.random() != CSRFToken.random())
        // printf %s abc | openssl dgst -sha256 -binary | base64url
        #expect(CSRFToken.claim(for: "abc") == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")
    }

    @Test("fits the token it was made for only [A7] [B9]")
    func binding() throws {
        let token = try token(#"{"sub":"a","csrf":"\#(CSRFToken.claim(for: "secret"))"}"#)
        #expect(token.isBound(toCSRFToken: "secret"))
        #expect(!token.isBound(toCSRFToken: "secreT"))
        #expect(!token.isBound(toCSRFToken: ""))
        #expect(!token.isBound(toCSRFToken: CSRFToken.claim(for: "secret")))
    }

    @Test(
        "fits no token without a readable claim",
        arguments: [
            "", #","csrf":null"#, #","csrf":7"#, #","csrf":"""#, #","csrf":"secret""#, #","csrf":"c2Vj""#,
        ]
    )
    func unbound(claim: String) throws {
        let token = try token(#"{"sub":"a"\#(claim)}"#)
        for text in ["secret", "", "7", "null"] { #expect(!token.isBound(toCSRFToken: text)) }
    }

    @Test("is not compared beyond its size limit")
    func tooLong() throws {
        let long = String(repeating: "x", count: CSRFToken.sizeLimit + 1)
        let token = try token(#"{"sub":"a","csrf":"\#(CSRFToken.claim(for: long))"}"#)
        #expect(!token.isBound(toCSRFToken: long))
    }
}
