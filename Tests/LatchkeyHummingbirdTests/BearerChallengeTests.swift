import LatchkeyHummingbird
import LatchkeyTokens
import Testing

@Suite("BearerChallenge")
struct BearerChallengeTests {
    @Test(
        "is written as RFC 6750 and RFC 9470 have it",
        arguments: [
            (.tokenMissing, "Bearer"),
            (.invalidToken, #"Bearer error="invalid_token""#),
            (.invalidRequest, #"Bearer error="invalid_request""#),
            (.insufficientScope("a b"), #"Bearer error="insufficient_scope", scope="a b""#),
            (.insufficientScope(""), #"Bearer error="insufficient_scope""#),
            (.insufficientRole, #"Bearer error="insufficient_role""#),
            (
                .insufficientUserAuthentication(maximumAge: .seconds(5)),
                #"Bearer error="insufficient_user_authentication", max_age="5""#
            ),
            (
                .insufficientUserAuthentication(maximumAge: .milliseconds(5900)),
                #"Bearer error="insufficient_user_authentication", max_age="5""#
            ),
            (
                .insufficientUserAuthentication(maximumAge: .seconds(-1)),
                #"Bearer error="insufficient_user_authentication", max_age="0""#
            ),
            (
                .insufficientUserAuthentication(
                    maximumAge: .seconds(60),
                    authenticationContexts: ["urn:a", "urn\"b", "urn:c"]
                ),
                #"Bearer error="insufficient_user_authentication", max_age="60", acr_values="urn:a urn:c""#
            ),
            (
                .insufficientUserAuthentication(maximumAge: nil, authenticationContexts: ["\r\n"]),
                #"Bearer error="insufficient_user_authentication""#
            ),
            (
                .insufficientUserAuthentication(maximumAge: nil),
                #"Bearer error="insufficient_user_authentication""#
            ),
        ] as [(BearerChallenge, String)]
    )
    func text(challenge: BearerChallenge, text: String) {
        #expect(challenge.description == text)
    }

    @Test(
        "leaves out scope tokens that cannot stand in it",
        arguments: ["\"", "a\"b", "a\\", "a\r\nSet-Cookie:x", "é", "\u{7f}"]
    )
    func unquotable(token: String) {
        let challenge = BearerChallenge.insufficientScope(Scope([token, "good"]))
        #expect(challenge.description == #"Bearer error="insufficient_scope", scope="good""#)
    }
}
