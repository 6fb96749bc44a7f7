import Testing

@testable import LatchkeyAccounts

struct CommonPasswordsTests {
    @Test("holds more than 20,000 passwords")
    func count() {
        #expect(CommonPasswords.count > 20_000)
    }

    @Test(
        "knows passwords of its sources, whatever the case of their letters",
        arguments: [
            "123456", "password", "iloveyou", "football1", "michelle1", "12345678900987654321",
            "q1w2e3r4t5y6u7i8o9p0",
            "inactive1996aug", "23176djivanfros", "FOOTBALL1", "\u{43B}\u{44E}\u{431}\u{43E}\u{432}\u{44C}",
        ]
    )
    func known(_ password: String) {
        #expect(PasswordBlocklist.contains(password, names: []))
    }

    @Test(
        "a listed password is refused for a new account",
        arguments: ["inactive1996aug", "Inactive1996Aug", "zqjphsyf6ctifgu", "23176djivanfros"]
    )
    func refused(_ password: String) {
        #expect(PasswordPolicy().faults(of: password, names: []) == [.tooCommon])
        // The whole password is compared, never a part of it.
        #expect(PasswordPolicy().faults(of: password + "kq", names: []) == [])
    }

    @Test("knows no password that is not in its sources")
    func unknown() {
        var state: UInt64 = 1
        for _ in 0..<2000 {
            let password = (0..<16).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(ascii: "a") + UInt8(state >> 59) % 26
            }
            #expect(!CommonPasswords.contains(password))
        }
        #expect(!CommonPasswords.contains([]))
    }
}
