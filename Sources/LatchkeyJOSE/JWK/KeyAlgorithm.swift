import SwiftASN1

extension ASN1ObjectIdentifier {
    static let rsaEncryption: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 1]
    static let ecPublicKey: ASN1ObjectIdentifier = [1, 2, 840, 10045, 2, 1]
    static let p256: ASN1ObjectIdentifier = [1, 2, 840, 10045, 3, 1, 7]
    static let p384: ASN1ObjectIdentifier = [1, 3, 132, 0, 34]
    static let p521: ASN1ObjectIdentifier = [1, 3, 132, 0, 35]
    // RFC 8410 §3.
    static let x25519: ASN1ObjectIdentifier = [1, 3, 101, 110]
    static let ed25519: ASN1ObjectIdentifier = [1, 3, 101, 112]
    // RFC 9881 §2.
    static let mldsa65: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 3, 18]
    static let mldsa87: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 3, 19]
}

/// `AlgorithmIdentifier` (RFC 5280 §4.1.1.2) of a key: a family, and for EC its curve.
struct KeyAlgorithm: DERParseable {
    let family: ASN1ObjectIdentifier
    let curve: ASN1ObjectIdentifier?

    static let rsa = KeyAlgorithm(.rsaEncryption)

    static func ec(_ curve: ASN1ObjectIdentifier) -> KeyAlgorithm {
        KeyAlgorithm(.ecPublicKey, curve: curve)
    }

    init(_ family: ASN1ObjectIdentifier, curve: ASN1ObjectIdentifier? = nil) {
        self.family = family
        self.curve = curve
    }

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            let family = try ASN1ObjectIdentifier(derEncoded: &nodes)
            let parameters = nodes.next()
            let curve =
                family == .ecPublicKey ? try parameters.map { try ASN1ObjectIdentifier(derEncoded: $0) } : nil
            return KeyAlgorithm(family, curve: curve)
        }
    }
}

extension KeyAlgorithm: DERSerializable {
    /// Writes the family with its curve, with NULL for RSA (RFC 8017 A.1), and with nothing for the others.
    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(family)
            if let curve { try coder.serialize(curve) }
            if family == .rsaEncryption { try coder.serialize(ASN1Null()) }
        }
    }
}
