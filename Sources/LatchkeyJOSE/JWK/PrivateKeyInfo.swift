import SwiftASN1

/// PKCS#8 (RFC 5208, RFC 5958).
struct PrivateKeyInfo: DERParseable {
    let algorithm: KeyAlgorithm
    let content: [UInt8]

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            guard (0...1).contains(try Int(derEncoded: &nodes)) else {
                throw ASN1Error.invalidASN1Object(reason: "unknown version")
            }
            let algorithm = try KeyAlgorithm(derEncoded: &nodes)
            let content = try ASN1OctetString(derEncoded: &nodes)
            // Attributes and a public key may follow; the private key says all there is to know.
            while nodes.next() != nil {}
            return PrivateKeyInfo(algorithm: algorithm, content: Array(content.bytes))
        }
    }

    init(algorithm: KeyAlgorithm, content: [UInt8]) {
        self.algorithm = algorithm
        self.content = content
    }

    /// RFC 8410 §7: a key of some octets, in an octet string of its own.
    init(_ family: ASN1ObjectIdentifier, octets: [UInt8]) throws {
        var serializer = DER.Serializer()
        try serializer.serialize(ASN1OctetString(contentBytes: ArraySlice(octets)))
        self.init(algorithm: KeyAlgorithm(family), content: serializer.serializedBytes)
    }

    func material() throws -> KeyMaterial {
        switch algorithm.family {
        case .rsaEncryption: return .rsa(RSAKey(try RSANumbers(derEncoded: content).privateKey()))
        case .ecPublicKey: return try ECPrivateKey(derEncoded: content).material(curve: algorithm.curve)
        case .ed25519: return .ed25519(try Ed25519Key(seed: octets()))
        case .x25519: return .x25519(try X25519Key(scalar: octets()))
        case .mldsa65: return .mldsa65(try MLDSAKey(privateKeyContent: content))
        case .mldsa87: return .mldsa87(try MLDSAKey(privateKeyContent: content))
        default: throw JWTError.keyInvalid(reason: "keys of this algorithm are not supported")
        }
    }

    private func octets() throws -> [UInt8] {
        Array(try ASN1OctetString(derEncoded: content).bytes)
    }
}
