/// Secrets that stand in tutorials, sample configurations and the default settings of programs, and in the word lists of
/// those who guess (RFC 7518 §8.8, RFC 8725 §3.5).
///
/// They are known by their octets alone. What merely looks weak is taken, as nobody can tell by looks how it was made.
enum WellKnownSecret {
    /// Whether the octets are one of ``texts``, or what one of them says in hexadecimal or base64, as programs read it.
    static func isOne(_ octets: [UInt8]) -> Bool {
        all.contains(octets)
    }

    /// Of 32 characters at least, or of octets as many in hexadecimal: whatever is shorter is refused for that.
    static let texts: [String] = [
        // What jwt.io signs with, and the words around it.
        "a-string-secret-at-least-256-bits-long",
        "a-valid-string-secret-that-is-at-least-384-bits-long",
        "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
        "your-256-bit-secret-your-256-bit-secret",
        "your-256-bit-secretyour-256-bit-secret",
        "your-256-bit-secret-key-here-change-in-production",
        "your-256-bit-secret-key-change-in-production",
        "your-256-bit-secret-key-here-minimum-32-characters",
        "your-512-bit-secret-your-512-bit-secret-your-512-bit-secret-your-512-bit-secret",
        "your-512-bit-secret-key-should-be-long-and-random",
        "your-512-bit-secret-key-here-make-sure-it-is-at-least-512-bits-long-for-hmac512",
        "secretsecretsecretsecretsecretsecret",
        // The defaults and samples of servers.
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "your-super-secret-jwt-token-with-at-least-32-characters-long",
        "reallyreallyreallyreallyverysafe",
        "3EK6FD+o0+c7tzBNVfjpMkNDi2yARAAKzQlk8O2IKoxQu4nF7EdAh8s3TwpHwrdWT6R",
        "sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U",
        "255d861b-5ea1-5996-9aa3-922530ec40b1",
        "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
        "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
        #"\2\1thisismyscretkey\1\2\e\y\y\h"#,
        "SecretKey012345678901234567890123456789012345678901234567890123456789",
        "jwt-default-value-to-be-changed-in-production",
        // Those of frameworks.
        "my-secret-token-to-change-in-production",
        "my-secret-key-which-should-be-changed-in-production-and-be-base64-encoded",
        "AckfSECXIvnK5r28GVIWUAxmbBSjTsmF",
        "SomeRandomStringWith32Characters",
        // Those of tutorials.
        "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
        "5367566B59703373367639792F423F4528482B4D6251655468576D5A71347437",
        "3cfa76ef14937c1c0ea519f8fc057a80fcd04a7420f8e8bcd0a7567c272e007b",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "cc7e0d44fd473002f1c42167459001140ec6389b7353f8088f4d9a95f2f596f2",
        "Yn2kjibddFAWtnPJ2AFlL8WXmohJMCvigQggaEypa5E=",
        "IxrAjDoa2FqElO7IhrSrUJELhUckePEPVpaePlS_Xaw",
        "my-32-character-ultra-secure-and-ultra-long-secret",
        "my-ultra-secure-and-ultra-long-secret",
        "this is my custom Secret key for authentication",
        "this_is_our_supper_long_security_key_for_token_validation_project_2018_09_07$smesk.in",
        "THIS IS USED TO SIGN AND VERIFY JWT TOKENS, REPLACE IT WITH YOUR OWN SECRET, IT CAN BE ANY STRING",
        "[KEY USED TO SIGN/VERIFY JWT TOKENS, ALWAYS REPLACE THIS VALUE]",
        "This is an UNSECURE Secret. CHANGE THIS for production environments.",
        "this-is-a-secure-key-which-should-be-32-char-long",
    ]

    private static let all = Set(texts.map { Array($0.utf8) }.flatMap { [$0] + decoded($0) })

    private static func decoded(_ text: [UInt8]) -> [[UInt8]] {
        [hexadecimal(text), Base64.decode(text), Base64URL.decode(text)].compactMap(\.self)
    }

    private static func hexadecimal(_ text: [UInt8]) -> [UInt8]? {
        let digits = text.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
