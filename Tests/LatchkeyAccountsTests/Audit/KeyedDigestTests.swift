import Crypto
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct KeyedDigestTests {
    private let digest = KeyedDigest(MasterKey())

    @Test("keeps apart what is split in other places, and what is absent")
    func injective() {
        let all: [[UInt8]] = [
            digest("a", "bc"), digest("a", "b", "c"), digest("ab", "c"), digest("a", nil, "bc"),
            digest("a", "bc", nil),
            digest("a", "bc", ""), digest("a", ""), digest("a", nil), digest("a"), digest("a", "BC"),
        ]
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.count == 16 })
        #expect(digest("a", "bc") == digest("a", "bc"))
    }

    @Test("depends on the master key, so the database alone tells no name")
    func keyed() {
        #expect(digest("login", "ada@example.org") != KeyedDigest(MasterKey())("login", "ada@example.org"))
    }

    @Test("is what stored digests were made with: half an HMAC-SHA-256 over domain, marks and parts")
    func stable() {
        let masterKey = MasterKey()
        let message = Array("login".utf8) + [0, 1] + Array("ada".utf8) + [0, 0] + [0, 1]
        let key = SymmetricKey(data: masterKey.derive(.digest))
        let expected = HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(16)
        #expect(KeyedDigest(masterKey)("login", "ada", nil, "") == Array(expected))
    }

    @Test("takes canonically equal texts for two")
    func octets() {
        #expect(digest("login", "andr\u{E9}") != digest("login", "andre\u{301}"))
    }
}
