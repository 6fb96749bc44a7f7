import Foundation
import Testing

@testable import LatchkeyOAuth

struct ClientSecretsTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("a secret has 256 random bits behind a prefix that scanners know")
    func text() {
        let texts = (0..<4).map { _ in ClientSecrets.make().text }
        #expect(Set(texts).count == 4)
        #expect(texts.allSatisfy { $0.hasPrefix("lkc_") && $0.utf8.count == 52 })
    }

    @Test("after a rotation the secret before is good for the overlap, the one before that no longer")
    func rotation() {
        let first = ClientSecrets.make()
        let second = first.secrets.rotated(overlap: 60, at: Self.now)
        #expect(ClientSecrets.isMatch(first.text, second.secrets, at: Self.now + 59))
        #expect(ClientSecrets.isMatch(second.text, second.secrets, at: Self.now + 59))
        #expect(!ClientSecrets.isMatch(first.text, second.secrets, at: Self.now + 60))
        #expect(ClientSecrets.isMatch(second.text, second.secrets, at: Self.now + 1_000_000))
        let third = second.secrets.rotated(overlap: 60, at: Self.now)
        #expect(!ClientSecrets.isMatch(first.text, third.secrets, at: Self.now))
        #expect(ClientSecrets.isMatch(second.text, third.secrets, at: Self.now))
    }

    @Test("without an overlap the secret before is refused at once")
    func strictRotation() {
        let first = ClientSecrets.make()
        let second = first.secrets.rotated(overlap: 0, at: Self.now)
        #expect(!ClientSecrets.isMatch(first.text, second.secrets, at: Self.now))
        #expect(ClientSecrets.isMatch(second.text, second.secrets, at: Self.now))
    }

    @Test("nothing matches where there is no secret, and junk matches nothing")
    func junk() {
        let made = ClientSecrets.make()
        #expect(!ClientSecrets.isMatch(made.text, nil, at: Self.now))
        for text in ["", "lkc_", made.text + "A", String(made.text.dropLast()), ClientSecrets.make().text] {
            #expect(!ClientSecrets.isMatch(text, made.secrets, at: Self.now))
        }
        // The digest that stands in for junk is no secret's.
        let zero = ClientSecrets(current: [UInt8](repeating: 0, count: 32))
        #expect(!ClientSecrets.isMatch("junk", zero, at: Self.now))
    }
}
