import CryptoExtras
import FoundationEssentials

/// An RSA key, of 2048 bits at least (RFC 7518 §3.3, §3.5, §4.3).
struct RSAKey: AsymmetricKey {
    let publicKey: _RSA.Signing.PublicKey
    let privateKey: _RSA.Signing.PrivateKey?

    static var name: String { "RSA" }
    static var keyType: KeyType { .rsa }
    static var algorithms: [SignatureAlgorithm] { [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512] }

    init(publicKey: _RSA.Signing.PublicKey, privateKey: _RSA.Signing.PrivateKey?) {
        self.publicKey = publicKey
        self.privateKey = privateKey
    }

    init(_ privateKey: _RSA.Signing.PrivateKey) {
        self.init(publicKey: privateKey.publicKey, privateKey: privateKey)
    }

    static func generate(bits: Int) throws(JWTError) -> Self {
        guard (2048...16384).contains(bits), bits % 8 == 0 else {
            throw .keyInvalid(reason: "an RSA key has a multiple of 8 bits from 2048 to 16384")
        }
        do {
            return Self(try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: bits)))
        } catch {
            throw .keyInvalid(reason: "the RSA key could not be generated")
        }
    }

    init(_ members: JWKMembers) throws(JWTError) {
        guard !members.contains("oth") else {
            throw .keyInvalid(reason: "more than two primes are not supported")
        }
        var numbers = RSANumbers(n: try members.number("n"), e: try members.number("e"))
        guard members.contains("d") else {
            self.init(publicKey: try numbers.publicKey(), privateKey: nil)
            return
        }
        // RFC 7518 §6.3.2 allows for a private key of d alone. Splitting the modulus is not worth its attack surface.
        numbers.secret = RSANumbers.Secret(
            d: try members.number("d"),
            p: try members.number("p"),
            q: try members.number("q"),
            dp: try members.number("dp"),
            dq: try members.number("dq"),
            qi: try members.number("qi")
        )
        self.init(try numbers.privateKey())
    }
}

// MARK: - Encryption

extension RSAKey {
    /// The public part, ready to encrypt (RFC 7518 §4.3).
    ///
    /// Its size was checked when the key was read.
    func encryptionKey() throws -> _RSA.Encryption.PublicKey {
        try _RSA.Encryption.PublicKey(unsafeDERRepresentation: publicKey.derRepresentation)
    }

    /// The private part, ready to decrypt; `nil` for a public key.
    func decryptionKey() throws -> _RSA.Encryption.PrivateKey? {
        try privateKey.map { try _RSA.Encryption.PrivateKey(unsafeDERRepresentation: $0.derRepresentation) }
    }
}

// MARK: - Writing

extension RSAKey {
    var parameters: KeyParameters {
        let numbers = RSANumbers(publicKey: publicKey)
        return .rsa(n: Base64URL.encode(numbers.n), e: Base64URL.encode(numbers.e))
    }

    var privateMembers: [(StaticString, [UInt8])] {
        // A key of ours always has its PKCS#1 form.
        guard let privateKey, let secret = (try? RSANumbers(privateKey: privateKey))?.secret else {
            return []
        }
        return [
            ("d", secret.d), ("p", secret.p), ("q", secret.q), ("dp", secret.dp), ("dq", secret.dq),
            ("qi", secret.qi),
        ]
    }

    func publicKeyInfo() -> PublicKeyInfo {
        PublicKeyInfo(algorithm: .rsa, content: Array(publicKey.pkcs1DERRepresentation))
    }

    func privateKeyInfo() throws -> PrivateKeyInfo? {
        privateKey.map { PrivateKeyInfo(algorithm: .rsa, content: Array($0.derRepresentation)) }
    }
}
