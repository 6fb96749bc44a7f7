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
        case .rsaEncryption: return .rsaPublic(try RSAPublicNumbers(derEncoded: content).publicKey())
        case .ecPublicKey where algorithm.curve == .p256:
            return .p256Public(try P256Key.publicKey(point: content))
        case .ed25519: return .ed25519Public(try Ed25519Key.publicKey(content))
        default: throw JWTError.keyInvalid(reason: "keys of this algorithm or curve are not supported")
        }
    }
}
