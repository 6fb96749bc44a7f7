import SwiftASN1

// Keys as the structures of ASN.1, which every other binary format is made from.

extension KeyMaterial {
    /// The public part, such as a certificate holds it too.
    func publicKeyInfo() throws(JWTError) -> PublicKeyInfo {
        switch parameters {
        case .oct: throw .keyInvalid(reason: "a symmetric key has no PEM form")
        case .rsa(let n, let e):
            let numbers = RSAPublicNumbers(RSANumbers(n: Self.octets(n), e: Self.octets(e)))
            return PublicKeyInfo(algorithm: KeyAlgorithm(.rsaEncryption), content: try numbers.der())
        case .ec(let name, let x, let y):
            let curve = NamedCurve.named(name)?.identifier
            let point = [0x04] + Self.octets(x) + Self.octets(y)
            return PublicKeyInfo(algorithm: KeyAlgorithm(.ecPublicKey, curve: curve), content: point)
        case .okp(let name, let x):
            return PublicKeyInfo(algorithm: KeyAlgorithm(.octetKeyPair(name)), content: Self.octets(x))
        }
    }

    /// The private key in the structure that holds every type.
    func privateKeyInfo() throws(JWTError) -> PrivateKeyInfo {
        let algorithm = try publicKeyInfo().algorithm
        switch parameters {
        case .rsa: return PrivateKeyInfo(algorithm: algorithm, content: try rsaNumbers().der())
        case .ec:
            // The curve stands outside already.
            let key = try ecPrivateKey().withoutCurve
            return PrivateKeyInfo(algorithm: algorithm, content: try key.der())
        case .oct, .okp:
            // RFC 8410 §7: an octet string in an octet string.
            let seed = ASN1OctetString(contentBytes: try privateOctets()[...])
            return PrivateKeyInfo(algorithm: algorithm, content: try seed.der())
        }
    }

    func ecPrivateKey() throws(JWTError) -> ECPrivateKey {
        guard case .ec(let name, let x, let y) = parameters else {
            throw .keyInvalid(reason: "SEC1 holds EC keys only; PKCS#8 holds every type")
        }
        return ECPrivateKey(
            scalar: try privateOctets(),
            curve: NamedCurve.named(name)?.identifier,
            point: [0x04] + Self.octets(x) + Self.octets(y)
        )
    }

    /// The numbers of a private RSA key.
    func rsaNumbers() throws(JWTError) -> RSANumbers {
        guard case .rsaPrivate(let key) = self, let numbers = try? RSANumbers(privateKey: key) else {
            throw .keyInvalid(reason: "it is no private RSA key")
        }
        return numbers
    }

    /// The one secret of a key that is not RSA: a scalar or a seed.
    func privateOctets() throws(JWTError) -> [UInt8] {
        guard let secret = privateMembers.first?.1 else {
            throw .keyInvalid(reason: "it has no private part")
        }
        return secret
    }

    /// The octets of a parameter, which this library has encoded itself.
    private static func octets(_ parameter: String) -> [UInt8] {
        Base64URL.decode(parameter) ?? []
    }
}

extension ASN1ObjectIdentifier {
    /// RFC 8410 §3.
    fileprivate static func octetKeyPair(_ curve: String) -> ASN1ObjectIdentifier {
        curve == "X25519" ? .x25519 : .ed25519
    }
}
