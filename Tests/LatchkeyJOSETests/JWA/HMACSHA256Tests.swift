import Crypto
import Testing

@testable import LatchkeyJOSE

struct HMACSHA256Tests {
    @Test("agrees with the library's HMAC, again and again", arguments: [0, 1, 32, 64, 65, 200])
    func agrees(keyLength: Int) {
        let key = (0..<keyLength).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let mac = HMACSHA256(key: key)
        for length in [0, 1, 63, 64, 300] {
            let message = [UInt8](repeating: 7, count: length)
            let expected = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key))
            #expect(mac.code(for: message) == Array(expected))
            #expect(mac.isValid(Array(expected), for: message))
        }
    }

    @Test("refuses a code with a bit flipped, of another length, and of another message")
    func refuses() {
        let mac = HMACSHA256(key: [1, 2, 3])
        let code = mac.code(for: [4, 5])
        #expect(code.count == HMACSHA256.codeSize)
        #expect(mac.isValid(code, for: [4, 5]) && mac.isValid((code + [9]).dropLast(), for: [4, 5]))
        #expect(!mac.isValid(code, for: [4, 6]) && !mac.isValid(code + [0], for: [4, 5]))
        #expect(!mac.isValid(code.dropLast(), for: [4, 5]) && !mac.isValid([], for: [4, 5]))
        for bit in 0..<256 {
            var changed = code
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!mac.isValid(changed, for: [4, 5]))
        }
    }
}
