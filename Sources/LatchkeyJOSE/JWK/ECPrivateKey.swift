import SwiftASN1

/// SEC1 (RFC 5915).
struct ECPrivateKey: DERParseable {
    let scalar: [UInt8]
    let curve: ASN1ObjectIdentifier?
    let point: [UInt8]?

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            guard try Int(derEncoded: &nodes) == 1 else {
                throw ASN1Error.invalidASN1Object(reason: "unknown version")
            }
            let scalar = try ASN1OctetString(derEncoded: &nodes)
            let curve = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) {
                try ASN1ObjectIdentifier(derEncoded: $0)
            }
            let point = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) {
                try ASN1BitString(derEncoded: $0)
            }
            return ECPrivateKey(
                scalar: Array(scalar.bytes),
                curve: curve,
                point: point.map { Array($0.bytes) }
            )
        }
    }

    init(scalar: [UInt8], curve: ASN1ObjectIdentifier?, point: [UInt8]?) {
        self.scalar = scalar
        self.curve = curve
        self.point = point
    }

    /// The same without the curve, for where that stands outside.
    var withoutCurve: ECPrivateKey { ECPrivateKey(scalar: scalar, curve: nil, point: point) }

    /// The key on the curve that it names itself, or that the structure around it names.
    func material(curve outer: ASN1ObjectIdentifier?) throws -> KeyMaterial {
        guard let named = curve ?? outer, named == .p256, outer == nil || outer == named else {
            throw JWTError.keyInvalid(reason: "keys of this curve are not supported")
        }
        guard let point else { return .p256Private(try P256Key.privateKey(scalar)) }
        return .p256Private(try P256Key.privateKey(scalar, matching: P256Key.publicKey(point: point)))
    }
}
