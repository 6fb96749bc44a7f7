import SwiftASN1

extension JWK {
    /// The key as a file of some format, **with its private part** where it has one and the format can hold it.
    ///
    /// ```swift
    /// let file = try key.write(as: .pem(.pkcs8), passphrase: passphrase)
    /// ```
    ///
    /// Only JWK and JWK Set hold `kid`, `use`, `key_ops` and `alg`. With a passphrase the key is encrypted: PKCS#8 by PBES2
    /// with PBKDF2-HMAC-SHA-256 of 600,000 rounds and AES-256-CBC, OpenSSH by its bcrypt KDF and aes256-ctr.
    ///
    /// - Parameters:
    ///   - format: the format.
    ///   - passphrase: what the file is to be encrypted with; PKCS#8 and OpenSSH take one, for a private key.
    /// - Returns: the octets of the file; text ends with a line feed.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` where the format cannot hold this type of key, or a passphrase cannot apply.
    public func write(as format: KeyFormat, passphrase: String? = nil) throws(JWTError) -> [UInt8] {
        if let passphrase { return try encrypted(as: format, Passphrase(new: passphrase)) }
        switch format {
        case .jwk: return Array(json().utf8) + [0x0a]
        case .jwkSet: return Array(JWKSet([self]).json().utf8) + [0x0a]
        case .pem(let structure): return PEMText.write(try der(structure), label: label(structure))
        case .der(let structure): return try der(structure)
        case .openSSH:
            return isPrivate ? try OpenSSHPrivateKey.write(material) : try OpenSSHPublicKey.line(material)
        case .secret:
            guard case .oct(let octets) = material else {
                throw .keyInvalid(reason: "only a symmetric key can be written as raw octets")
            }
            return octets
        }
    }

    private func encrypted(as format: KeyFormat, _ passphrase: Passphrase) throws(JWTError) -> [UInt8] {
        guard isPrivate else { throw .keyInvalid(reason: "a public key is not encrypted") }
        switch format {
        case .pem(.pkcs8):
            return PEMText.write(
                try EncryptedPrivateKeyInfo.encrypt(der(.pkcs8), passphrase).der(),
                label: "ENCRYPTED PRIVATE KEY"
            )
        case .der(.pkcs8): return try EncryptedPrivateKeyInfo.encrypt(der(.pkcs8), passphrase).der()
        case .openSSH: return try OpenSSHPrivateKey.write(material, passphrase)
        default: throw .keyInvalid(reason: "this format is never encrypted; PKCS#8 and OpenSSH can be")
        }
    }

    private func der(_ structure: KeyFormat.Structure) throws(JWTError) -> [UInt8] {
        switch structure {
        case .spki: return try material.publicKeyInfo().der()
        case .pkcs1: return try pkcs1()
        case .pkcs8, .sec1:
            guard isPrivate else {
                throw .keyInvalid(reason: "PKCS#8 and SEC1 hold private keys; for a public one there is SPKI")
            }
            return structure == .pkcs8
                ? try material.privateKeyInfo().der() : try material.ecPrivateKey().der()
        }
    }

    private func pkcs1() throws(JWTError) -> [UInt8] {
        guard case .rsa(let key) = material else {
            throw .keyInvalid(reason: "PKCS#1 holds RSA keys only; PKCS#8 and SPKI hold every type")
        }
        return isPrivate
            ? try material.rsaNumbers().der()
            : try RSAPublicNumbers(RSANumbers(publicKey: key.publicKey)).der()
    }

    private func label(_ structure: KeyFormat.Structure) -> String {
        switch structure {
        case .pkcs1: isPrivate ? "RSA PRIVATE KEY" : "RSA PUBLIC KEY"
        case .pkcs8: "PRIVATE KEY"
        case .sec1: "EC PRIVATE KEY"
        case .spki: "PUBLIC KEY"
        }
    }
}
