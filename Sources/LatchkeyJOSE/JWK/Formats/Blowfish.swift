/// The block cipher Blowfish with the costly key schedule of bcrypt; for the passphrases of OpenSSH keys alone.
struct Blowfish {
    private static let subkeyCount = 18

    /// The subkeys, then the four boxes.
    private var state = BlowfishPi.words

    /// Octets as the words that the cipher works on.
    static func words(_ octets: [UInt8]) -> [UInt32] {
        stride(from: 0, to: octets.count - 3, by: 4).map { start in
            octets[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    /// Stirs a key and a salt into the state; the key is not empty, the salt may be.
    mutating func expand(_ key: [UInt32], salt: [UInt32]) {
        for index in 0..<Self.subkeyCount { state[index] ^= key[index % key.count] }
        state.withUnsafeMutableBufferPointer { state in
            var (left, right): (UInt32, UInt32) = (0, 0)
            var position = 0
            for index in stride(from: 0, to: state.count, by: 2) {
                if !salt.isEmpty {
                    left ^= salt[position]
                    right ^= salt[position + 1]
                    position = (position + 2) % salt.count
                }
                Self.encrypt(&left, &right, state)
                state[index] = left
                state[index + 1] = right
            }
        }
    }

    /// Encrypts pairs of words, each on its own.
    mutating func encrypt(_ text: inout [UInt32]) {
        state.withUnsafeMutableBufferPointer { state in
            for index in stride(from: 0, to: text.count - 1, by: 2) {
                var (left, right) = (text[index], text[index + 1])
                Self.encrypt(&left, &right, state)
                (text[index], text[index + 1]) = (left, right)
            }
        }
    }

    @inline(__always)
    private static func encrypt(
        _ left: inout UInt32,
        _ right: inout UInt32,
        _ state: UnsafeMutableBufferPointer<UInt32>
    ) {
        left ^= state[0]
        for round in stride(from: 1, to: 17, by: 2) {
            right ^= mixed(left, state) ^ state[round]
            left ^= mixed(right, state) ^ state[round + 1]
        }
        (left, right) = (right ^ state[17], left)
    }

    @inline(__always)
    private static func mixed(_ word: UInt32, _ state: UnsafeMutableBufferPointer<UInt32>) -> UInt32 {
        let first = state[subkeyCount + Int(word >> 24)]
        let second = state[subkeyCount + 256 + Int(word >> 16 & 0xff)]
        let third = state[subkeyCount + 512 + Int(word >> 8 & 0xff)]
        let fourth = state[subkeyCount + 768 + Int(word & 0xff)]
        return ((first &+ second) ^ third) &+ fourth
    }
}
