import LatchkeyAccounts
import LatchkeyTokens
import Testing

@Suite("Recovery codes")
struct RecoveryCodeTests {
    @Test("are ten characters that can be read aloud, another each time")
    func form() {
        let codes = (0..<1000).map { _ in RecoveryCode().text }
        #expect(Set(codes).count == 1000)
        #expect(codes.allSatisfy { $0.wholeMatch(of: /[a-z2-7]{5}-[a-z2-7]{5}/) != nil })
    }

    @Test("are read as people type them", arguments: ["abcde-fgh27", "ABCDEFGH27", " abc de-f gh 27 "])
    func typed(text: String) {
        #expect(RecoveryCode(text)?.text == "abcde-fgh27")
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "abcde-fgh2", "abcde-fgh277", "abcde-fgh01", "abcdé-fgh27", "abcde_fgh27",
            "\u{212A}bcde-fgh27",
        ]
    )
    func refused(text: String) {
        #expect(RecoveryCode(text) == nil)
    }

    @Test("are kept as digests that differ from account to account and from server to server")
    func digests() throws {
        let code = try #require(RecoveryCode("abcde-fgh27"))
        let (ada, bob) = (UUIDv7(high: 1, low: 1), UUIDv7(high: 1, low: 2))
        let (digest, other) = (KeyedDigest(MasterKey()), KeyedDigest(MasterKey()))
        #expect(code.digest(of: ada, digest) == code.digest(of: ada, digest))
        #expect(code.digest(of: ada, digest).count == 16)
        #expect(code.digest(of: ada, digest) != code.digest(of: bob, digest))
        #expect(code.digest(of: ada, digest) != code.digest(of: ada, other))
    }
}
