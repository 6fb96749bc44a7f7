import SwiftASN1

/// Encrypted PKCS#8 (RFC 5958 §3).
struct EncryptedPrivateKeyInfo: DERParseable, DERSerializable {
    let scheme: PBES2
    let content: [UInt8]

    private init(scheme: PBES2, content: [UInt8]) {
        self.scheme = scheme
        self.content = content
    }

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            let scheme = try PBES2(derEncoded: &nodes)
            let content = try ASN1OctetString(derEncoded: &nodes)
            return EncryptedPrivateKeyInfo(scheme: scheme, content: Array(content.bytes))
        }
    }

    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(scheme)
            try coder.serialize(ASN1OctetString(contentBytes: content[...]))
        }
    }

    static func encrypt(_ der: [UInt8], _ passphrase: Passphrase) throws(JWTError) -> EncryptedPrivateKeyInfo
    {
        let scheme = PBES2.new()
        return EncryptedPrivateKeyInfo(scheme: scheme, content: try scheme.encrypt(der, passphrase))
    }

    func material(_ passphrase: String?) throws -> KeyMaterial {
        guard let passphrase else { throw JWTError.passphraseRequired }
        let der = try scheme.decrypt(content, Passphrase(passphrase))
        let info: PrivateKeyInfo
        do {
            info = try PrivateKeyInfo(derEncoded: der)
        } catch {
            // One wrong passphrase in 256 leaves a padding that looks right, and nonsense before it.
            throw JWTError.passphraseWrong
        }
        return try info.keyMaterial()
    }
}
