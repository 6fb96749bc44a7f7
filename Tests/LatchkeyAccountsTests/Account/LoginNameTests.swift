import LatchkeyAccounts
import Testing

struct LoginNameTests {
    private static let longDomain = [String](repeating: String(repeating: "d", count: 62), count: 3).joined(
        separator: "."
    )

    @Test(
        "has one canonical form [D3]",
        arguments: [
            ("ada@example.org", LoginName.email("ada@example.org")),
            ("ADA@Example.ORG", .email("ada@example.org")),
            ("a.b+c=d_e-f@x-y.example", .email("a.b+c=d_e-f@x-y.example")),
            ("Ada", .username("ada")),
            ("0ADA._-9", .username("0ada._-9")),
        ]
    )
    func canonical(_ text: String, _ name: LoginName) throws {
        #expect(try LoginName(text) == name)
        #expect(try LoginName(name.text) == name)
    }

    @Test(
        "refuses text that is not ASCII, however it is written",
        arguments: [
            "ada@\u{212A}iosk.example",  // KELVIN SIGN, which lower-cases to k
            "adm\u{0131}n",  // dotless ı
            "adm\u{0130}n",  // İ
            "\u{017F}ecret",  // long s
            "andr\u{E9}", "andre\u{301}",  // é in NFC and in NFD
            "ada\u{200B}", "ada@ex\u{AD}ample.org", "\u{FF41}da", "ада",
        ]
    )
    func notASCII(_ text: String) {
        #expect(throws: AccountError.invalid(FieldError("login", .notASCII))) { try LoginName(text) }
    }

    @Test(
        "refuses what is neither an address nor a user name",
        arguments: [
            "", " ", "ada ", " ada", "a da", ".ada", "-ada", "_ada", "ada\0", "ada\n", "ada/x", "ada:x",
            "@", "ada@", "@example.org", "a@b@c", "ada@.org", "ada@example.", "ada@exam..ple", "ada@-x.org",
            "ada@x-.org", "a da@example.org", "ada@exa mple.org", "ada@exa_mple.org", "ada@[192.0.2.1]",
            "\"a\"@example.org", "ada@example.org\r\n", "<ada@example.org>",
        ]
    )
    func malformed(_ text: String) {
        #expect(throws: AccountError.invalid(FieldError("login", .invalidFormat))) { try LoginName(text) }
    }

    @Test(
        "refuses a user name that is written like a UUID, and none that only resembles one",
        arguments: [
            ("01a1fe05-a850-7b5c-ae91-7fb574d10602", false), ("00000000-0000-0000-0000-000000000000", false),
            ("01A1FE05-A850-4B5C-AE91-7FB574D1060F", false), ("01a1fe05-a850-7b5c-ae91-7fb574d1060", true),
            ("01a1fe05-a850-7b5c-ae91-7fb574d1060g", true), ("01a1fe05a8507b5cae917fb574d10602", true),
            ("01a1fe05-a850-7b5c-ae917-fb574d10602", true),
        ]
    )
    func uuid(name: String, isTaken: Bool) {
        #expect(((try? LoginName.canonicalUsername(name)) != nil) == isTaken)
    }

    @Test("takes 64 octets before the @ and 254 in all, and none more")
    func emailLimits() throws {
        let local = String(repeating: "a", count: 64)
        let longest = "\(local)@\(Self.longDomain)"  // 64 + 1 + 188
        #expect(longest.utf8.count == 253)
        #expect(try LoginName.canonicalEmail(longest) == longest)
        #expect(try LoginName.canonicalEmail(longest + "d").utf8.count == 254)
        #expect(throws: AccountError.invalid(FieldError("email", .tooLong))) {
            try LoginName.canonicalEmail("\(longest)dd")
        }
        #expect(throws: AccountError.invalid(FieldError("email", .invalidFormat))) {
            try LoginName.canonicalEmail("a\(local)@example.org")
        }
        #expect(throws: AccountError.invalid(FieldError("email", .invalidFormat))) {
            try LoginName.canonicalEmail("ada@\(local).org")
        }
    }

    @Test("takes a user name of 64 octets, and none longer")
    func usernameLimits() throws {
        let longest = String(repeating: "u", count: 64)
        #expect(try LoginName.canonicalUsername(longest) == longest)
        #expect(throws: AccountError.invalid(FieldError("username", .tooLong))) {
            try LoginName.canonicalUsername(longest + "u")
        }
    }
}
