import Crypto
import FoundationEssentials

// `epk`, the ephemeral public key of ECDH-ES (RFC 7518 §4.6.1.1).

extension AgreementPublicKey {
    /// The key as `epk` carries it.
    var parameters: JSONObject {
        switch self {
        case .p256(let key): Self.point("P-256", Array(key.rawRepresentation))
        case .p384(let key): Self.point("P-384", Array(key.rawRepresentation))
        case .p521(let key): Self.point("P-521", Array(key.rawRepresentation))
        case .x25519(let key):
            ["kty": "OKP", "crv": "X25519", "x": .string(Base64URL.encode(key.rawRepresentation))]
        }
    }

    private static func point(_ curve: String, _ coordinates: [UInt8]) -> JSONObject {
        let width = coordinates.count / 2
        return [
            "kty": "EC", "crv": .string(curve), "x": .string(Base64URL.encode(coordinates[..<width])),
            "y": .string(Base64URL.encode(coordinates[width...])),
        ]
    }

    /// Reads `epk`: a public key, its point on its curve (RFC 8725bis §3.4).
    ///
    /// - Throws: ``JWTError/headerInvalid(name:expected:)``.
    init(ephemeral object: JSONObject) throws(JWTError) {
        do {
            let members = JWKMembers(object)
            guard !members.contains("d") else { throw JWTError.keyInvalid(reason: "it is private") }
            let type = try members.required("kty")
            let curve = try members.required("crv")
            self = try Self.key(type, curve, members)
        } catch {
            throw .headerInvalid(name: "epk", expected: "a public key of an elliptic curve that is supported")
        }
    }

    private static func key(
        _ type: String,
        _ curve: String,
        _ members: JWKMembers
    ) throws -> AgreementPublicKey {
        switch (Array(type.utf8), Array(curve.utf8)) {
        case (Array("EC".utf8), Array("P-256".utf8)):
            .p256(try P256.KeyAgreement.PublicKey(rawRepresentation: coordinates(members, width: 32)))
        case (Array("EC".utf8), Array("P-384".utf8)):
            .p384(try P384.KeyAgreement.PublicKey(rawRepresentation: coordinates(members, width: 48)))
        case (Array("EC".utf8), Array("P-521".utf8)):
            .p521(try P521.KeyAgreement.PublicKey(rawRepresentation: coordinates(members, width: 66)))
        case (Array("OKP".utf8), Array("X25519".utf8)):
            .x25519(
                try Curve25519.KeyAgreement.PublicKey(rawRepresentation: members.octets("x", count: 32))
            )
        default: throw JWTError.keyInvalid(reason: "its crv is not supported")
        }
    }

    private static func coordinates(_ members: JWKMembers, width: Int) throws -> [UInt8] {
        try members.octets("x", count: width) + members.octets("y", count: width)
    }
}
