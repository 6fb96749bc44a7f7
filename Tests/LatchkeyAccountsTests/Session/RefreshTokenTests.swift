import Crypto
import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct RefreshTokenTests {
    private let codec = RefreshTokenCodec(MasterKey())
    private let token = RefreshToken(
        sessionID: UUIDv7(at: Fixture.start),
        counter: 41,
        nonce: Array(100..<116)
    )

    @Test("is opaque text that secret scanners know, and reads back [B5]")
    func roundTrip() {
        let text = codec.write(token)
        #expect(text.hasPrefix("lkr_"))
        #expect(text.utf8.count == 108)
        #expect(codec.read(text) == token)
        #expect(codec.read(codec.write(token.with(counter: 42)))?.counter == 42)
        #expect(codec.write(token.with(counter: 42)) != text)
        #expect(!text.contains("."))
    }

    @Test("carries what tokens out there carry: an HMAC-SHA-256 over prefix and body [B5]")
    func stable() throws {
        let masterKey = MasterKey()
        let text = RefreshTokenCodec(masterKey).write(token)
        let octets = try #require(Base64URL.decode(String(text.dropFirst(4))))
        let key = SymmetricKey(data: masterKey.derive(.refreshToken))
        let code = HMAC<SHA256>.authenticationCode(for: Array("lkr_".utf8) + octets[..<42], using: key)
        #expect(Array(octets[42..<74]) == Array(code))
        #expect(octets.count == 78)
    }

    @Test("is refused with any one character flipped, left out, doubled or added [B5]")
    func flipped() {
        let text = Array(codec.write(token).utf8)
        for position in text.indices {
            for other in Array("ABab019-_.= \n".utf8) where other != text[position] {
                var flipped = text
                flipped[position] = other
                #expect(codec.read(String(decoding: flipped, as: UTF8.self)) == nil)
            }
            var shorter = text
            shorter.remove(at: position)
            #expect(codec.read(String(decoding: shorter, as: UTF8.self)) == nil)
            var longer = text
            longer.insert(text[position], at: position)
            #expect(codec.read(String(decoding: longer, as: UTF8.self)) == nil)
        }
    }

    @Test("is known by its checksum to those who have no key, and no other text is")
    func intact() {
        let text = codec.write(token)
        #expect(RefreshTokenCodec.isIntact(text))
        #expect(RefreshTokenCodec(MasterKey()).read(text) == nil)
        for other in ["", "lkr_", "lkr_AQEBof4", String(text.dropLast()), text + "A", "x" + text] {
            #expect(!RefreshTokenCodec.isIntact(other))
        }
    }

    @Test(
        "is refused with anything before, behind or inside it",
        arguments: ["=", "==", " ", "\n", "\0", "A", "\u{301}", "\u{200D}", "\u{FE0F}"]
    )
    func padded(_ extra: String) {
        let text = codec.write(token)
        #expect(codec.read(text + extra) == nil)
        #expect(codec.read(extra + text) == nil)
        #expect(codec.read("lkr_" + extra + text.dropFirst(4)) == nil)
        #expect(codec.read("lkr" + extra + text.dropFirst(3)) == nil)
    }

    @Test("is refused in the hands of another master key, although its checksum is right")
    func otherMasterKey() {
        #expect(RefreshTokenCodec(MasterKey()).read(codec.write(token)) == nil)
    }

    @Test("is refused in another version or under another key number, checksum made good", arguments: [0, 1])
    func otherVersion(_ position: Int) throws {
        var bytes = try #require(Base64URL.decode(String(codec.write(token).dropFirst(4))))
        bytes[position] += 1
        bytes.replaceSubrange((bytes.count - 4)..., with: Self.checksum(bytes.dropLast(4)))
        #expect(codec.read("lkr_" + Base64URL.encode(bytes)) == nil)
    }

    @Test("is refused when counter, session or nonce were changed and the checksum made good")
    func forged() throws {
        let bytes = try #require(Base64URL.decode(String(codec.write(token).dropFirst(4))))
        for position in 0..<(bytes.count - 4) {
            var forged = bytes
            forged[position] ^= 1
            forged.replaceSubrange((bytes.count - 4)..., with: Self.checksum(forged.dropLast(4)))
            #expect(codec.read("lkr_" + Base64URL.encode(forged)) == nil)
        }
        var same = bytes
        same.replaceSubrange((bytes.count - 4)..., with: Self.checksum(same.dropLast(4)))
        #expect(codec.read("lkr_" + Base64URL.encode(same)) == token)
    }

    @Test(
        "junk is no token",
        arguments: [
            "", "lkr_", "lkr", "LKR_AAAA", "lkr_AAAA", "lkr_" + String(repeating: "A", count: 104),
            "lkr_" + String(repeating: "A", count: 100_000), "eyJhbGciOiJub25lIn0.e30.", "lkr_\u{1F511}",
        ]
    )
    func junk(_ text: String) {
        #expect(codec.read(text) == nil)
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let sum = CRC32.checksum(of: bytes[...])
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
    }
}
