import SwiftASN1

// Keys as the structures of ASN.1, which every other binary format is made from.

extension KeyMaterial {
    /// The public part, such as a certificate holds it too.
    func publicKeyInfo() throws(JWTError) -> PublicKeyInfo {
        guard let asymmetric else { throw .keyInvalid(reason: "a symmetric key has no PEM form") }
        return asymmetric.publicKeyInfo()
    }

    /// The private key in the structure that holds every type.
    func privateKeyInfo() throws(JWTError) -> PrivateKeyInfo {
        guard let asymmetric else { throw .keyInvalid(reason: "a symmetric key has no PEM form") }
        guard let info = try? asymmetric.privateKeyInfo() else {
            throw .keyInvalid(reason: "it has no private part")
        }
        return info
    }

    func ecPrivateKey() throws(JWTError) -> ECPrivateKey {
        let info = try privateKeyInfo()
        guard keyType == .ec, let key = try? ECPrivateKey(derEncoded: info.content) else {
            throw .keyInvalid(reason: "SEC1 holds EC keys only; PKCS#8 holds every type")
        }
        return ECPrivateKey(scalar: key.scalar, curve: info.algorithm.curve, point: key.point)
    }

    /// The numbers of a private RSA key.
    func rsaNumbers() throws(JWTError) -> RSANumbers {
        guard case .rsa(let key) = self, let key = key.privateKey,
            let numbers = try? RSANumbers(privateKey: key)
        else { throw .keyInvalid(reason: "it is no private RSA key") }
        return numbers
    }

    /// The one secret of a key that is not RSA: a scalar or a seed.
    func privateOctets() throws(JWTError) -> [UInt8] {
        guard let secret = asymmetric?.privateMembers.first?.1 else {
            throw .keyInvalid(reason: "it has no private part")
        }
        return secret
    }
}
