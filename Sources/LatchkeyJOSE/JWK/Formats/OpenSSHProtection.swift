import Crypto
import CryptoExtras

/// How the private part of an OpenSSH file is encrypted: not at all, or by aes256-ctr under a key that bcrypt makes.
struct OpenSSHProtection {
    /// `nil` where it is not encrypted.
    private let parameters: (salt: [UInt8], rounds: Int)?

    static let none = OpenSSHProtection(parameters: nil)

    /// A fresh salt, and as many rounds as `ssh-keygen` takes by default.
    static func new() -> OpenSSHProtection {
        OpenSSHProtection(parameters: (SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }, 24))
    }

    private init(parameters: (salt: [UInt8], rounds: Int)?) {
        self.parameters = parameters
    }

    init(_ reader: inout SSHReader) throws(JWTError) {
        let cipher = try reader.text()
        let function = try reader.text()
        var options = SSHReader(try reader.string())
        switch (cipher, function) {
        case ("none", "none"): self = .none
        case ("aes256-ctr", "bcrypt"):
            let salt = try options.string()
            let rounds = try options.uint32()
            guard (8...64).contains(salt.count), (1...1024).contains(rounds) else {
                throw .keyInvalid(
                    reason: "its bcrypt salt or rounds are out of bounds (8 to 64 octets, 1024)"
                )
            }
            parameters = (salt, Int(rounds))
        default:
            throw .keyInvalid(
                reason:
                    "OpenSSH encryption other than aes256-ctr is not supported; rewrite it: ssh-keygen -p -f FILE"
            )
        }
        try options.expectEnd()
    }

    var isEncrypted: Bool { parameters != nil }

    /// What the private part is padded to.
    var blockLength: Int { isEncrypted ? 16 : 8 }

    func write(to writer: inout SSHWriter) {
        guard let parameters else {
            writer.string("none".utf8)
            writer.string("none".utf8)
            return writer.string([])
        }
        writer.string("aes256-ctr".utf8)
        writer.string("bcrypt".utf8)
        var options = SSHWriter()
        options.string(parameters.salt)
        options.uint32(UInt32(truncatingIfNeeded: parameters.rounds))
        writer.string(options.octets)
    }

    func open(_ content: [UInt8], _ passphrase: String?) throws(JWTError) -> [UInt8] {
        guard content.count % blockLength == 0 else { throw SSHReader.broken }
        guard isEncrypted else { return content }
        guard let passphrase else { throw .passphraseRequired }
        return try seal(content, Passphrase(passphrase))
    }

    /// Encrypts or decrypts: with a counter both are the same.
    func seal(_ content: [UInt8], _ passphrase: Passphrase?) throws(JWTError) -> [UInt8] {
        guard let parameters, let passphrase else { return content }
        let octets = BcryptPBKDF.derive(
            passphrase.octets,
            salt: parameters.salt,
            rounds: parameters.rounds,
            count: 48
        )
        do {
            return Array(
                try AES._CTR.encrypt(
                    content,
                    using: SymmetricKey(data: octets.prefix(32)),
                    nonce: AES._CTR.Nonce(nonceBytes: octets.suffix(16))
                )
            )
        } catch {
            throw SSHReader.broken
        }
    }
}
