import LatchkeyJOSE

/// Key files of every format.
enum KeyFileTarget {
    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        let weak = KeyStrength.weak(reason: "to reach more of the reader")
        if let key = try? JWK(keyFile: input, strength: weak) {
            try JWKTarget.check(key, weak)
        }
        // Without a waiver: OpenSSH files of RSA below 2048 bits are written, but not read.
        if let key = try? JWK(keyFile: input) {
            try checkFormats(key)
        }
        _ = try? JWK(keyFile: input, algorithm: .hs256)
        _ = try? JWK(pem: String(decoding: input, as: UTF8.self))
        if PassphraseCost.isLow(input), let key = try? JWK(keyFile: input, passphrase: "latchkey") {
            try JWKTarget.check(key, .required)
        }
    }

    /// Whatever can be written can be read.
    private static func checkFormats(_ key: JWK) throws(FuzzFinding) {
        let formats: [KeyFormat] = [.der(.pkcs8), .der(.spki), .der(.sec1), .der(.pkcs1), .openSSH]
        for format in formats {
            guard let file = try? key.write(as: format) else { continue }
            let again = try FuzzFinding.unfailing("\(format) of its own is refused") {
                try JWK(keyFile: file)
            }
            try FuzzFinding.expect(again.thumbprint() == key.thumbprint(), "\(format) changed the key")
        }
    }
}

/// What deriving a key from a passphrase would cost by the file's own account.
///
/// A file may ask for seconds, within bounds. For the fuzzer that would be seconds without an execution: only files of few
/// rounds are opened.
enum PassphraseCost {
    private static let pbkdf2: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c]
    private static let scrypt: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b]
    private static let bcrypt = Array("\u{0}\u{0}\u{0}\u{6}bcrypt".utf8)

    /// Whether the file is binary and asks for few rounds; text is not looked into.
    static func isLow(_ file: [UInt8]) -> Bool {
        if let salt = rest(of: file, after: pbkdf2)?.dropFirst(2) { return isLow(derSalt: salt, most: 2048) }
        if let salt = rest(of: file, after: scrypt)?.dropFirst(2) { return isLow(derSalt: salt, most: 64) }
        guard let options = rest(of: file, after: bcrypt)?.dropFirst(4) else { return false }
        let salt = options.dropFirst(3)
        guard let count = salt.first else { return false }
        let rounds = salt.dropFirst(1 + Int(count)).prefix(4)
        return rounds.count == 4 && rounds.dropLast().allSatisfy { $0 == 0 }
            && rounds.last.map { $0 <= 2 } == true
    }

    /// An octet string in short form, and behind it the number of rounds.
    private static func isLow(derSalt: ArraySlice<UInt8>, most: Int) -> Bool {
        guard let count = derSalt.dropFirst().first, count < 0x80 else { return false }
        let number = derSalt.dropFirst(2 + Int(count))
        guard number.first == 0x02, let length = number.dropFirst().first, length <= 2 else { return false }
        let rounds = number.dropFirst(2).prefix(Int(length)).reduce(0) { $0 << 8 | Int($1) }
        return rounds <= most
    }

    private static func rest(of file: [UInt8], after pattern: [UInt8]) -> ArraySlice<UInt8>? {
        guard file.count >= pattern.count else { return nil }
        return (0...file.count - pattern.count)
            .first { file[$0...].starts(with: pattern) }
            .map { file[($0 + pattern.count)...] }
    }
}
