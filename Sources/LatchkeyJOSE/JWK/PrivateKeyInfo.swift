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

    func material() throws -> KeyMaterial {
        switch algorithm.family {
        case .rsaEncryption: return .rsaPrivate(try RSANumbers(derEncoded: content).privateKey())
        case .ecPublicKey: return try ECPrivateKey(derEncoded: content).material(curve: algorithm.curve)
        case .ed25519:
            return .ed25519Private(
                try Ed25519Key.privateKey(Array(ASN1OctetString(derEncoded: content).bytes))
            )
        default: throw JWTError.keyInvalid(reason: "keys of this algorithm are not supported")
        }
    }
}
