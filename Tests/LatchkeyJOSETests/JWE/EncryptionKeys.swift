import Crypto

@testable import LatchkeyJOSE

/// One key for every algorithm of JWE, and tokens that a proper encrypter refuses to make.
enum EncryptionKeys {
    static let plaintext = Array("The treasure is under the bridge.".utf8)

    /// A private or shared key that fits the algorithm and says nothing about its use.
    static func key(
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryption = .a256GCM
    ) throws -> JWK {
        switch algorithm.mode {
        case .direct: try JWK(encryptionSecret: octets(encryption.keyLength))
        case .keyWrapping, .gcmKeyWrapping:
            try JWK(encryptionSecret: octets(algorithm.wrappingKeyLength ?? 0))
        case .keyEncryption: try Fixed.rsa()
        case .keyAgreement: try Fixed.p256()
        case .password: try JWK(password: Array("correct horse battery staple".utf8))
        }
    }

    static func octets(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
    }

    static func encrypter(
        _ key: JWK,
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryption = .a256GCM,
        header: [String: JSONValue] = [:]
    ) throws -> JWEEncrypter {
        try JWEEncrypter(
            key: key,
            algorithm: algorithm,
            encryption: encryption,
            header: header,
            passwordIterations: 1000
        )
    }

    static func decrypter(
        _ key: JWK,
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryption = .a256GCM,
        compression: JWECompression = .refused
    ) -> JWEDecrypter {
        JWEDecrypter(
            key: key,
            algorithms: [algorithm],
            encryptions: [encryption],
            compression: compression
        )
    }

    /// A token with any header, its content well sealed under a content key.
    static func forge(
        header: String,
        encryptedKey: [UInt8] = [],
        contentKey: [UInt8],
        _ encryption: ContentEncryption = .a256GCM,
        plaintext: [UInt8] = plaintext
    ) throws -> String {
        let protected = Base64URL.encode(header.utf8)
        let content = try encryption.seal(
            plaintext,
            key: SymmetricKey(data: contentKey),
            authenticating: Array(protected.utf8)
        )
        return JWEParts.compact(protected, encryptedKey: encryptedKey, content)
    }

    /// A token under the shared key for `dir`, with anything more in its header.
    static func forgeDirect(_ more: String, plaintext: [UInt8] = plaintext) throws -> String {
        try forge(
            header: #"{"alg":"dir","enc":"A256GCM"\#(more)}"#,
            contentKey: octets(32),
            plaintext: plaintext
        )
    }

    static func directDecrypter(compression: JWECompression = .refused) throws -> JWEDecrypter {
        decrypter(try key(.direct), .direct, compression: compression)
    }
}
