import Testing

@testable import LatchkeyAccounts

struct PasswordPolicyTests {
    private let policy = PasswordPolicy()

    @Test("counts code points, not characters and not octets")
    func codePoints() {
        // One family emoji is 7 code points and one character; two of them and a letter make 15.
        let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}"
        #expect(policy.faults(of: family + family + "x", names: []) == [])
        #expect((family + family + "x").count == 3)
        #expect(policy.faults(of: "kqzvwjxbfnthmp", names: []) == [.tooShort])
        #expect(policy.faults(of: "kqzvwjxbfnthmpd", names: []) == [])
        let fourteen = "一二三四五六七八九十百千萬億"  // 42 octets
        #expect(policy.faults(of: fourteen, names: []) == [.tooShort])
        #expect(policy.faults(of: fourteen + "兆", names: []) == [])
    }

    @Test("measures and hashes the NFC form")
    func normalization() {
        // Fourteen letters whose last is e and a combining accent: 15 code points as typed, 14 in NFC.
        #expect(policy.faults(of: "kqzvwjxbfnthme\u{301}", names: []) == [.tooShort])
        #expect(Array(PasswordPolicy.normalized("e\u{301}").utf8) == Array("\u{E9}".utf8))
    }

    @Test("takes 1,024 octets and none more, and truncates nothing")
    func octets() {
        var state: UInt32 = 1
        let letters = (0..<1024).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(ascii: "a") + UInt8(state >> 16 & 15)
        }
        let longest = String(decoding: letters, as: UTF8.self)
        #expect(policy.faults(of: longest, names: []) == [])
        #expect(policy.faults(of: longest + "x", names: []) == [.tooLong])
        #expect(policy.faults(of: String(repeating: "\u{1F511}", count: 257), names: []) == [.tooLong])
    }

    @Test("counts the octets of the NFC form, for new passwords and for those that are tried")
    func composedOctets() {
        // 2 octets each in NFC, 3 as typed.
        let typed = (0..<512).map { ["e\u{301}", "o\u{308}", "a\u{300}"][$0 * $0 % 7 % 3] }.joined()
        #expect(typed.utf8.count == 1536)
        #expect(PasswordPolicy.formFault(of: typed) == nil)
        #expect(!policy.faults(of: typed, names: []).contains(.tooLong))
        #expect(PasswordPolicy.formFault(of: typed + "x") == .tooLong)
        #expect(policy.faults(of: typed + "x", names: []) == [.tooLong])
        // 3 octets each as typed, 6 in NFC.
        #expect(policy.faults(of: String(repeating: "\u{958}", count: 300), names: []) == [.tooLong])
    }

    @Test("takes no NUL, which forms cannot send, neither in a new password nor in one that is tried")
    func nul() {
        #expect(policy.faults(of: "kqzvwjxb\0fnthmpd", names: []) == [.invalidFormat])
        #expect(PasswordPolicy.formFault(of: "kqzvwjxb\0fnthmpd") == .invalidFormat)
    }

    @Test(
        "can be told to take 8 code points, and never fewer",
        arguments: [(8, 8), (0, 8), (-1, 8), (20, 20)]
    )
    func minimum(_ asked: Int, _ actual: Int) {
        let policy = PasswordPolicy(minimumLength: asked)
        #expect(policy.minimumLength == actual)
        #expect(
            policy.faults(of: String("kqzvwjxbfnthmpdgsrlyc".prefix(actual - 1)), names: []) == [.tooShort]
        )
        #expect(policy.faults(of: String("kqzvwjxbfnthmpdgsrlyc".prefix(actual)), names: []) == [])
    }

    @Test(
        "refuses what attackers try first",
        arguments: [
            "aaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "passwordpassword",
            "\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}",
            "123456789012345", "098765432109876", "abcdefghijklmno", "zyxwvutsrqponml", "qwertyuiopasdfg",
            "QWERTYUIOPASDFG", "1qaz2wsx3edc4rfv", "password1234567", "Password2026!!!!", "letmein.letmein.1",
            "correcthorsebatterystaple", "correct horse battery staple", "iloveyou iloveyou",
            "31415926535897932",
            "welcome123456789", "thisisapassword", "q1w2e3r4t5y6u7i8", "asdfghjkl123456", "zaq12wsxcde34rfv",
            "iloveyouforever", "passwort1234567",
        ]
    )
    func common(_ password: String) {
        #expect(policy.faults(of: password, names: []) == [.tooCommon])
    }

    @Test(
        "refuses the account's own names, and names with digits glued to them",
        arguments: [
            "charlotte.lovelace@example.org", "CharlotteLovelace", "Charlotte Lovelace 1815",
            "charlotte.lovelace.example",
            "lovelace20261121",
        ]
    )
    func ownNames(_ password: String) {
        let names = ["charlotte.lovelace@example.org", "charlotte", "Charlotte Lovelace"]
        #expect(policy.faults(of: password, names: names) == [.tooCommon])
        #expect(policy.faults(of: password, names: []) == [])
    }

    @Test("asks for no mixture of characters, and finds no word inside a longer password")
    func noComposition() {
        #expect(policy.faults(of: "violet otter drums", names: []) == [])
        #expect(policy.faults(of: "my password is a purple rhinoceros", names: ["ada"]) == [])
        #expect(policy.faults(of: "xkqvada@example.orgzjw", names: ["ada@example.org"]) == [])
    }

    @Test("an empty name makes nothing common")
    func emptyName() {
        let digits = "271828182845904523536028"
        #expect(policy.faults(of: digits, names: []) == [])
        #expect(policy.faults(of: digits, names: [""]) == [])
    }
}
