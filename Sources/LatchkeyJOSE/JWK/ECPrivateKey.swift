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

    /// The key on the curve that it names itself, or that the structure around it names.
    func material(curve outer: ASN1ObjectIdentifier?) throws -> KeyMaterial {
        let named = curve ?? outer
        guard outer == nil || outer == named else {
            throw JWTError.keyInvalid(reason: "it names two curves")
        }
        switch named {
        case .p256: return .p256(try key())
        case .p384: return .p384(try key())
        case .p521: return .p521(try key())
        default: throw JWTError.keyInvalid(reason: "keys of this curve are not supported")
        }
    }

    private func key<Curve>() throws(JWTError) -> ECKey<Curve> {
        guard let point else { return try ECKey(scalar: scalar) }
        return try ECKey(scalar: scalar, matching: ECKey(point: point))
    }
}
