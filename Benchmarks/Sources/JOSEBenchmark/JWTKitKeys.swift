import Crypto
import JWTKit
import LatchkeyJOSE

extension JWTKeyCollection {
    /// The key for jwt-kit; `nil` for an algorithm it does not have.
    static func holding(_ key: LatchkeyJOSE.JWK, for name: String) async throws -> JWTKeyCollection? {
        let keys = JWTKeyCollection()
        switch name {
        case "HS256", "HS384", "HS512":
            let secret = SymmetricKey(data: try key.octets("k"))
            await keys.add(hmac: HMACKey(key: secret), digestAlgorithm: digest(name))
        case "RS256", "RS384", "RS512":
            await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: key.pem()), digestAlgorithm: digest(name))
        case "PS256", "PS384", "PS512":
            await keys.add(pss: try Insecure.RSA.PrivateKey(pem: key.pem()), digestAlgorithm: digest(name))
        case "ES256": await keys.add(ecdsa: try ECDSA.PrivateKey<P256>(pem: key.pem()))
        case "ES384": await keys.add(ecdsa: try ECDSA.PrivateKey<P384>(pem: key.pem()))
        case "ES512": await keys.add(ecdsa: try ECDSA.PrivateKey<P521>(pem: key.pem()))
        case "EdDSA":
            let backing = try Curve25519.Signing.PrivateKey(rawRepresentation: key.octets("d"))
            await keys.add(eddsa: EdDSA.PrivateKey(backing: backing))
        case "ML-DSA-65", "ML-DSA-87":
            guard #available(iOS 26.0, macOS 26.0, watchOS 26.0, tvOS 26.0, *) else { return nil }
            try await keys.addMLDSA(name, seed: key.octets("priv"))
        default: return nil
        }
        return keys
    }

    @available(iOS 26.0, macOS 26.0, watchOS 26.0, tvOS 26.0, *)
    private func addMLDSA(_ name: String, seed: [UInt8]) throws {
        if name == "ML-DSA-65" {
            add(mldsa: try MLDSA65PrivateKey(seedRepresentation: seed))
        } else {
            add(mldsa: try MLDSA87PrivateKey(seedRepresentation: seed))
        }
    }

    private static func digest(_ name: String) -> DigestAlgorithm {
        switch name.suffix(3) {
        case "384": .sha384
        case "512": .sha512
        default: .sha256
        }
    }
}
