import Crypto
import FoundationEssentials

/// An X25519 key (RFC 8037 §3.2): it agrees on secrets and signs nothing.
///
/// Any 32 octets are a point. Those of small order are refused where a secret is agreed on.
struct X25519Key: AsymmetricKey {
    let publicKey: Curve25519.KeyAgreement.PublicKey
    let privateKey: Curve25519.KeyAgreement.PrivateKey?

    static var name: String { "X25519" }
    static var keyType: KeyType { .okp }
    static var algorithms: [SignatureAlgorithm] { [] }

    static func generate() -> Self {
        let key = Curve25519.KeyAgreement.PrivateKey()
        return Self(publicKey: key.publicKey, privateKey: key)
    }
}

// MARK: - Reading

extension X25519Key {
    init(point: [UInt8]) throws(JWTError) {
        do {
            let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: point)
            self.init(publicKey: key, privateKey: nil)
        } catch {
            throw .keyInvalid(reason: "an X25519 key has 32 octets")
        }
    }

    init(scalar: [UInt8]) throws(JWTError) {
        do {
            let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: scalar)
            self.init(publicKey: key.publicKey, privateKey: key)
        } catch {
            throw .keyInvalid(reason: "an X25519 key has 32 octets")
        }
    }

    init(_ members: JWKMembers) throws(JWTError) {
        try self.init(point: members.octets("x", count: 32))
        guard members.contains("d") else { return }
        let point = publicKey.rawRepresentation
        try self.init(scalar: members.octets("d", count: 32))
        guard publicKey.rawRepresentation == point else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
    }
}

// MARK: - Writing

extension X25519Key {
    var parameters: KeyParameters {
        .okp(curve: "X25519", x: Base64URL.encode(publicKey.rawRepresentation))
    }

    var privateMembers: [(StaticString, [UInt8])] {
        guard let privateKey else { return [] }
        return [("d", Array(privateKey.rawRepresentation))]
    }

    func publicKeyInfo() -> PublicKeyInfo {
        PublicKeyInfo(algorithm: KeyAlgorithm(.x25519), content: Array(publicKey.rawRepresentation))
    }

    func privateKeyInfo() throws -> PrivateKeyInfo? {
        try privateKey.map { try PrivateKeyInfo(.x25519, octets: Array($0.rawRepresentation)) }
    }
}
