import Crypto

/// The key derivation of encrypted OpenSSH keys: PBKDF2 with a hash that is made of SHA-512 and bcrypt.
enum BcryptPBKDF {
    static func derive(_ passphrase: [UInt8], salt: [UInt8], rounds: Int, count: Int) -> [UInt8] {
        let passphrase = Array(SHA512.hash(data: passphrase))
        let blockCount = (count + 31) / 32
        var key = [UInt8](repeating: 0, count: count)
        for block in 0..<blockCount {
            let number = [0, 0, 0, UInt8(truncatingIfNeeded: block + 1)]
            var link = hash(passphrase, salt: Array(SHA512.hash(data: salt + number)))
            var sum = link
            for _ in 1..<max(rounds, 1) {
                link = hash(passphrase, salt: Array(SHA512.hash(data: link)))
                for index in sum.indices { sum[index] ^= link[index] }
            }
            // Unlike PBKDF2 it deals the octets of a block out over the whole key.
            for (position, octet) in zip(stride(from: block, to: count, by: blockCount), sum) {
                key[position] = octet
            }
        }
        return key
    }

    /// Encrypts a constant text 64 times by a Blowfish that both inputs have stirred 64 times.
    private static func hash(_ passphrase: [UInt8], salt: [UInt8]) -> [UInt8] {
        let passphrase = Blowfish.words(passphrase)
        let salt = Blowfish.words(salt)
        var cipher = Blowfish()
        cipher.expand(passphrase, salt: salt)
        for _ in 0..<64 {
            cipher.expand(salt, salt: [])
            cipher.expand(passphrase, salt: [])
        }
        var text = Blowfish.words(Array("OxychromaticBlowfishSwatDynamite".utf8))
        for _ in 0..<64 { cipher.encrypt(&text) }
        return text.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }
}
