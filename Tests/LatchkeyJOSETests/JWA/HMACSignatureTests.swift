import Crypto
import Testing

@testable import LatchkeyJOSE

@Suite("HMACSignature")
struct HMACSignatureTests {
    @Test("agrees with the library's HMAC for keys below, at and above the block, and any length of input")
    func agrees() {
        for keyLength in [0, 1, 32, 63, 64, 65, 127, 128, 129, 200] {
            let secret = (0..<keyLength).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            for inputLength in [0, 1, 55, 56, 63, 64, 65, 300] {
                let input = (0..<inputLength).map { UInt8(truncatingIfNeeded: $0) }
                #expect(code(SHA256.self, secret, input) == library(SHA256.self, secret, input))
                #expect(code(SHA384.self, secret, input) == library(SHA384.self, secret, input))
                #expect(code(SHA512.self, secret, input) == library(SHA512.self, secret, input))
            }
        }
    }

    @Test("computes test case 2 of RFC 4231")
    func vector() {
        let found = code(SHA256.self, Array("Jefe".utf8), Array("what do ya want for nothing?".utf8))
        #expect(found.map { String($0, radix: 16) }.joined().hasPrefix("5bdcc146bf60754e6a42426"))
    }

    @Test("A30: a code with any one bit flipped, and any other length, is not valid")
    func flipped() {
        let signature = HMACSignature<SHA256>(secret: Fixed.secret)
        let input = Array("input".utf8)
        let code = code(SHA256.self, Fixed.secret, input)
        func isValid(_ code: [UInt8]) -> Bool {
            input.withUnsafeBytes { input in code.withUnsafeBytes { signature.isValid($0, for: input) } }
        }
        #expect(isValid(code))
        #expect(!isValid(Array(code.dropLast())) && !isValid(code + [0]) && !isValid([]))
        for bit in 0..<256 {
            var changed = code
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!isValid(changed))
        }
    }

    private func code<Hash: HashFunction>(_: Hash.Type, _ secret: [UInt8], _ input: [UInt8]) -> [UInt8] {
        input.withUnsafeBytes { Array(HMACSignature<Hash>(secret: secret).code(for: $0)) }
    }

    private func library<Hash: HashFunction>(_: Hash.Type, _ secret: [UInt8], _ input: [UInt8]) -> [UInt8] {
        Array(HMAC<Hash>.authenticationCode(for: input, using: SymmetricKey(data: secret)))
    }
}
