import Crypto
import FoundationEssentials
import SwiftASN1

/// An ML-DSA key: its private part is the seed of 32 octets, from which all else follows.
struct MLDSAKey<Parameters: MLDSAParameterSet>: AsymmetricKey {
    let publicKey: Parameters.PublicKey
    let privateKey: Parameters.PrivateKey?

    static var name: String { Parameters.algorithm.name }
    static var keyType: KeyType { .akp }
    static var algorithms: [SignatureAlgorithm] { [Parameters.algorithm] }

    init(publicKey: Parameters.PublicKey, privateKey: Parameters.PrivateKey?) {
        self.publicKey = publicKey
        self.privateKey = privateKey
    }

    private init(_ privateKey: Parameters.PrivateKey) {
        self.init(publicKey: privateKey.publicKey, privateKey: privateKey)
    }

    static func generate() throws(JWTError) -> Self {
        do {
            return Self(try Parameters.PrivateKey())
        } catch {
            throw .keyInvalid(reason: "the \(name) key could not be generated")
        }
    }
}

// MARK: - Reading

extension MLDSAKey {
    init(octets: [UInt8]) throws(JWTError) {
        do {
            let key = try Parameters.PublicKey(rawRepresentation: octets)
            self.init(publicKey: key, privateKey: nil)
        } catch {
            throw .keyInvalid(
                reason: "a public \(Self.name) key has \(Parameters.publicKeyLength) octets"
            )
        }
    }

    init(seed: [UInt8]) throws(JWTError) {
        do {
            self.init(try Parameters.PrivateKey(seedRepresentation: seed, publicKey: nil))
        } catch {
            throw .keyInvalid(reason: "the seed of a \(Self.name) key has 32 octets")
        }
    }

    init(_ members: JWKMembers) throws(JWTError) {
        try self.init(octets: members.octets("pub", count: Parameters.publicKeyLength))
        guard members.contains("priv") else { return }
        let octets = publicKey.rawRepresentation
        try self.init(seed: members.octets("priv", count: 32))
        guard publicKey.rawRepresentation == octets else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
    }

    /// A private key as RFC 9881 §6 writes it: the seed, or the seed and the expanded key.
    ///
    /// The expanded key alone is refused: a JWK could not hold it.
    init(privateKeyContent content: [UInt8]) throws {
        let node = try DER.parse(content)
        if node.identifier == Self.seedIdentifier {
            try self.init(
                seed: Array(ASN1OctetString(derEncoded: node, withIdentifier: node.identifier).bytes)
            )
        } else if node.identifier == .sequence {
            let (seed, expanded) = try DER.sequence(node, identifier: .sequence) { nodes in
                (try ASN1OctetString(derEncoded: &nodes), try ASN1OctetString(derEncoded: &nodes))
            }
            try self.init(seed: Array(seed.bytes))
            // Both begin with the same 32 octets, the public ρ (FIPS 204 §7.2).
            guard expanded.bytes.count == Parameters.expandedKeyLength,
                expanded.bytes.prefix(32).elementsEqual(publicKey.rawRepresentation.prefix(32))
            else {
                throw JWTError.keyInvalid(reason: "its seed and its expanded key do not match")
            }
        } else {
            throw JWTError.keyInvalid(reason: "a \(Self.name) key without its seed is not supported")
        }
    }

    private static var seedIdentifier: ASN1Identifier {
        ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
    }
}

// MARK: - Writing

extension MLDSAKey {
    var parameters: KeyParameters {
        .akp(algorithm: Self.name, publicKey: Base64URL.encode(publicKey.rawRepresentation))
    }

    var privateMembers: [(StaticString, [UInt8])] {
        guard let privateKey else { return [] }
        return [("priv", Array(privateKey.seedRepresentation))]
    }

    func publicKeyInfo() -> PublicKeyInfo {
        PublicKeyInfo(
            algorithm: KeyAlgorithm(Parameters.identifier),
            content: Array(publicKey.rawRepresentation)
        )
    }

    func privateKeyInfo() throws -> PrivateKeyInfo? {
        try privateKey.map { key in
            var serializer = DER.Serializer()
            try ASN1OctetString(contentBytes: ArraySlice(key.seedRepresentation))
                .serialize(into: &serializer, withIdentifier: Self.seedIdentifier)
            return PrivateKeyInfo(
                algorithm: KeyAlgorithm(Parameters.identifier),
                content: serializer.serializedBytes
            )
        }
    }
}
