import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("JWTError")
struct JWTErrorTests {
    static let date = Date(timeIntervalSince1970: 1_700_000_000)
    static let all: [(error: JWTError, code: String, description: String)] = [
        (.malformed(reason: "x"), "malformed", "The token is malformed: x."),
        (.tokenTooLarge(limit: 5), "token_too_large", "The token is longer than 5 characters."),
        (
            .headerInvalid(name: "alg", expected: "a string"), "header_invalid",
            "The header parameter alg must be a string."
        ),
        (
            .criticalHeaderUnsupported(name: "x"), "critical_header_unsupported",
            "The critical header parameter x is not understood."
        ),
        (
            .algorithmNotAllowed(name: "none"), "algorithm_not_allowed",
            "The algorithm none is not allowed here."
        ),
        (.typeMismatch(expected: "a", found: nil), "type_mismatch", "The token's typ is absent, not a."),
        (.keyUnknown(keyID: "k"), "key_unknown", "No key has the kid k."),
        (.keyUnknown(keyID: nil), "key_unknown", "No key fits the token."),
        (.keyInvalid(reason: "x"), "key_invalid", "The key cannot be used: x."),
        (.keyUnsuitable(reason: "x"), "key_unsuitable", "The key must not be used for this: x."),
        (
            .certificateInvalid(reason: "x"), "certificate_invalid",
            "The certificate chain is not trusted: x."
        ),
        (
            .passphraseRequired, "passphrase_required",
            "The key is encrypted: its passphrase is needed."
        ),
        (.passphraseWrong, "passphrase_wrong", "The passphrase does not open the key."),
        (.signatureInvalid, "signature_invalid", "The signature is invalid."),
        (.tokenExpired(at: date), "token_expired", "The token expired at 2023-11-14T22:13:20Z."),
        (
            .tokenNotYetValid(until: date), "token_not_yet_valid",
            "The token is not valid before 2023-11-14T22:13:20Z."
        ),
        (
            .issuedInFuture(at: date), "issued_in_future",
            "The token claims to be issued in the future, at 2023-11-14T22:13:20Z."
        ),
        (
            .tokenTooOld(issuedAt: date), "token_too_old",
            "The token is too old: it was issued at 2023-11-14T22:13:20Z."
        ),
        (
            .issuerMismatch(expected: ["a", "b"], found: "c"), "issuer_mismatch",
            "The issuer is c, not a or b."
        ),
        (.audienceMismatch(expected: [], found: ["c"]), "audience_mismatch", "The audience is c, not none."),
        (.subjectMismatch(expected: ["a"], found: "c"), "subject_mismatch", "The subject is c, not a."),
        (
            .tokenIDMismatch(expected: ["a"], found: "c"), "token_id_mismatch", "The token's jti is c, not a."
        ),
        (.claimRefused(code: "own", reason: "x"), "own", "The claims are refused: x."),
        (.claimMissing(name: "exp"), "claim_missing", "The claim exp is missing."),
        (
            .claimInvalid(name: "sub", expected: "a string"), "claim_invalid",
            "The claim sub must be a string."
        ),
        (.signingFailed, "signing_failed", "The token could not be signed."),
        (.decryptionFailed, "decryption_failed", "The token could not be decrypted."),
        (.encryptionFailed, "encryption_failed", "The token could not be encrypted."),
    ]

    @Test("each cause has its code and one clear sentence [C2]", arguments: all)
    func causes(_ error: JWTError, _ code: String, _ description: String) {
        #expect(error.code == code)
        #expect(error.description == description)
    }

    @Test(
        "foreign text in a sentence cannot break a line or hide",
        arguments: ["a\nb", "a\r\nb", "\u{1b}[31mred", "a\u{0}b", "\u{202e}gpj"]
    )
    func foreignText(_ text: String) {
        for error in [
            JWTError.algorithmNotAllowed(name: text), .keyUnknown(keyID: text),
            .issuerMismatch(expected: ["a"], found: text),
            .audienceMismatch(expected: ["a"], found: [text]), .subjectMismatch(expected: ["a"], found: text),
            .typeMismatch(expected: "a", found: text), .criticalHeaderUnsupported(name: text),
            .claimMissing(name: text),
        ] {
            let isPrintable = error.description.unicodeScalars.allSatisfy {
                ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
                    $0.properties.generalCategory
                )
            }
            #expect(isPrintable, "\(error.code)")
        }
    }

    @Test(
        "a date that no calendar has is no trap",
        arguments: [9_007_199_254_740_992.0, -9_007_199_254_740_992]
    )
    func farDates(_ seconds: Double) {
        #expect(!JWTError.tokenExpired(at: Date(timeIntervalSince1970: seconds)).description.isEmpty)
    }
}
