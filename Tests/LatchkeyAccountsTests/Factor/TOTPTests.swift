import Foundation
import Testing

@testable import LatchkeyAccounts

@Suite("TOTP")
struct TOTPTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_010)
    private let totp: TOTP

    init() throws {
        totp = try #require(TOTP(secret: Array("12345678901234567890".utf8)))
    }

    @Test(
        "RFC 6238 appendix B, SHA-1, the last six digits",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Double, String)]
    )
    func vectors(seconds: Double, code: String) {
        #expect(totp.code(at: Date(timeIntervalSince1970: seconds)) == code)
    }

    @Test("accepts the code of now, of one step before and of one after, and no other", arguments: -3...3)
    func drift(steps: Int) {
        let code = totp.code(at: Self.now + 30 * Double(steps))
        let step = totp.acceptedStep(of: code, at: Self.now, after: nil)
        #expect(step == (abs(steps) <= 1 ? 59_666_667 + Int64(steps) : nil))
    }

    @Test("accepts a code once, and after it none before it")
    func replay() throws {
        let code = totp.code(at: Self.now)
        let step = try #require(totp.acceptedStep(of: code, at: Self.now, after: nil))
        #expect(totp.acceptedStep(of: code, at: Self.now, after: step) == nil)
        #expect(totp.acceptedStep(of: totp.code(at: Self.now - 30), at: Self.now, after: step) == nil)
        #expect(totp.acceptedStep(of: totp.code(at: Self.now + 30), at: Self.now, after: step) == step + 1)
    }

    @Test("takes spaces, and nothing else that is not the code")
    func typed() {
        let code = totp.code(at: Self.now)
        #expect(
            totp.acceptedStep(of: " \(code.prefix(3)) \(code.suffix(3)) ", at: Self.now, after: nil) != nil
        )
        for wrong in [
            "", "1", code + "0", String(code.dropLast()), "abcdef", "٠٠٠٠٠٠",
            String(repeating: "9", count: 100_000),
        ] {
            #expect(totp.acceptedStep(of: wrong, at: Self.now, after: nil) == nil)
        }
    }

    @Test("no time is too far away", arguments: [-1e300, -1, 0, 1e300, .infinity, .nan])
    func extremes(seconds: Double) {
        #expect(totp.code(at: Date(timeIntervalSince1970: seconds)).utf8.count == 6)
    }

    @Test("a new secret has 160 bits, is another each time, and reads back from its text")
    func secrets() throws {
        let one = TOTP()
        #expect(one.secret.count == 20 && one.secret != TOTP().secret)
        #expect(Base32.decode(one.text) == one.secret)
        #expect(totp.text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(TOTP(secret: Array(repeating: 1, count: 15)) == nil)
        #expect(TOTP(secret: Array(repeating: 1, count: 65)) == nil)
    }

    @Test("the address for the QR code can be broken by no name")
    func uri() {
        #expect(
            totp.uri(issuer: "Näh & Co", account: "ada:1@example.org?secret=x")
                == "otpauth://totp/N%C3%A4h%20%26%20Co:ada%3A1%40example%2Eorg%3Fsecret%3Dx"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=N%C3%A4h%20%26%20Co"
                + "&algorithm=SHA1&digits=6&period=30"
        )
    }
}

@Suite("Base32")
struct Base32Tests {
    @Test(
        "RFC 4648 §10, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ]
    )
    func vectors(plain: String, text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(Base32.decode(text) == Array(plain.utf8))
    }

    @Test(
        "refuses what it would not write",
        arguments: ["M", "MZX", "MZ", "my", "MY======", "M1", "MZXW6Y", "MY\n"]
    )
    func refused(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}
