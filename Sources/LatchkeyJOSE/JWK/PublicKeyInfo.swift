import SwiftASN1

/// SPKI, `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
struct PublicKeyInfo: DERParseable {
    let algorithm: KeyAlgorithm
    let content: [UInt8]

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            let algorithm = try KeyAlgorithm(derEncoded: &nodes)
            let content = try ASN1BitString(derEncoded: &nodes)
            guard content.paddingBits == 0 else { throw ASN1Error.invalidASN1Object(reason: "padding bits") }
            return PublicKeyInfo(algorithm: algorithm, content: Array(content.bytes))
        }
    }

    init(algorithm: KeyAlgorithm, content: [UInt8]) {
        self.algorithm = algorithm
        self.content = content
    }

    func material() throws -> KeyMaterial {
        switch algorithm.family {
        case .rsaEncryption: return .rsa(try RSAPublicNumbers(derEncoded: content).key())
        case .ecPublicKey: return try ecMaterial()
        case .ed25519: return .ed25519(try Ed25519Key(point: content))
        case .x25519: return .x25519(try X25519Key(point: content))
        case .mldsa65: return .mldsa65(try MLDSAKey(octets: content))
        case .mldsa87: return .mldsa87(try MLDSAKey(octets: content))
        default: throw JWTError.keyInvalid(reason: "keys of this algorithm or curve are not supported")
        }
    }

    private func ecMaterial() throws(JWTError) -> KeyMaterial {
        switch algorithm.curve {
        case .p256: .p256(try ECKey(point: content))
        case .p384: .p384(try ECKey(point: content))
        case .p521: .p521(try ECKey(point: content))
        default: throw .keyInvalid(reason: "keys of this algorithm or curve are not supported")
        }
    }
}
