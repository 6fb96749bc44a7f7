/// Encrypts tokens to one recipient (RFC 7516 §5.1): whatever can be computed once has been.
///
/// ```swift
/// let encrypter = try JWEEncrypter(key: publicKey, algorithm: .ecdhESA256KW, encryption: .a256GCM)
/// let token = try encrypter.encrypt(Array("The treasure is under the bridge.".utf8))
/// ```
///
/// Encryption hides; it does not say who wrote. To have claims signed as well see ``NestedJWTSigner``.
public struct JWEEncrypter: Sendable {
    /// `alg` of every token.
    public var algorithm: KeyManagementAlgorithm { recipient.algorithm }
    /// `enc` of every token.
    public let encryption: ContentEncryption

    private let recipient: JWERecipient
    private let members: [(name: String, value: JSONValue)]

    /// Prepares a key to encrypt to.
    ///
    /// - Parameters:
    ///   - key: a public or shared key, or the private key the public one belongs to. Its `kid` goes into the header.
    ///   - algorithm: one of the key's algorithms; by default its first.
    ///   - encryption: how the content is encrypted; by default what the key itself is for, else AES-256-GCM.
    ///   - type: `typ`; `nil` leaves it out.
    ///   - contentType: `cty`; `nil` leaves it out.
    ///   - header: further header parameters, all of them protected. `typ`, `cty` and `kid` replace those above; `apu` and
    ///     `apv`, in base64url, take part in key agreement. Those that this library writes or refuses itself are refused.
    ///   - passwordIterations: the rounds of PBKDF2, from 1,000 to 1,200,000; by default what OWASP recommends for the hash.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where `use` or `key_ops` of the key forbid encrypting,
    ///   ``JWTError/algorithmNotAllowed(name:)`` where it is not for these algorithms, and
    ///   ``JWTError/headerInvalid(name:expected:)``.
    public init(
        key: JWK,
        algorithm: KeyManagementAlgorithm? = nil,
        encryption: ContentEncryption? = nil,
        type: String? = nil,
        contentType: String? = nil,
        header: [String: JSONValue] = [:],
        passwordIterations: Int? = nil
    ) throws(JWTError) {
        var header = header
        if let type { header["typ"] = header["typ"] ?? .string(type) }
        if let contentType { header["cty"] = header["cty"] ?? .string(contentType) }
        self.recipient = try JWERecipient(
            key: key,
            algorithm: algorithm,
            header: header,
            passwordIterations: passwordIterations
        )
        self.encryption = encryption ?? recipient.defaultEncryption
        try recipient.checkFits(self.encryption)
        self.members =
            [recipient.parameters[0], ("enc", .string(self.encryption.name))]
            + recipient.parameters.dropFirst()
        _ = try JWEHeader(protected: JWEHeader.json(members))
    }

    private init(_ other: JWEEncrypter, members: [(name: String, value: JSONValue)]) {
        self.recipient = other.recipient
        self.encryption = other.encryption
        self.members = members
    }

    /// The same encrypter for content of another type.
    func with(contentType: String) -> JWEEncrypter {
        let others = members.filter { !$0.name.hasSameOctets(as: "cty") }
        return JWEEncrypter(self, members: others + [("cty", .string(contentType))])
    }

    /// Encrypts content and returns the token in its compact form.
    ///
    /// - Throws: ``JWTError/encryptionFailed`` where the cryptographic library fails.
    public func encrypt(_ plaintext: [UInt8]) throws(JWTError) -> String {
        let (protected, encryptedKey, content) = try seal(plaintext, additionalData: nil)
        return JWEParts.compact(protected, encryptedKey: encryptedKey, content)
    }

    /// Encrypts content and returns the token in the flattened JSON form (RFC 7516 §7.2.2).
    ///
    /// - Parameters:
    ///   - plaintext: the content.
    ///   - additionalData: octets that travel with the token in the clear, and are authenticated.
    /// - Returns: the token.
    /// - Throws: ``JWTError/encryptionFailed`` where the cryptographic library fails.
    public func encryptJSON(
        _ plaintext: [UInt8],
        additionalData: [UInt8]? = nil
    ) throws(JWTError) -> String {
        let (protected, encryptedKey, content) = try seal(plaintext, additionalData: additionalData)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("protected", protected)
        if !encryptedKey.isEmpty { writer.member("encrypted_key", Base64URL.encode(encryptedKey)) }
        writer.write(content, additionalData: additionalData)
        writer.endObject()
        return writer.text()
    }

    private func seal(
        _ plaintext: [UInt8],
        additionalData: [UInt8]?
    ) throws(JWTError) -> (protected: String, encryptedKey: [UInt8], content: SealedContent) {
        let key = try recipient.key.encryptedKey(recipient.context(encryption))
        let header = try JWEHeader.json(members + key.parameters)
        let protected = Base64URL.encode(header.json().utf8)
        let content = try encryption.seal(
            plaintext,
            key: key.contentKey,
            authenticating: JWEParts.authenticatedData(Array(protected.utf8), additionalData)
        )
        return (protected, key.octets, content)
    }
}

extension JSONWriter {
    /// Writes the members that the two JSON forms have in common.
    mutating func write(_ content: SealedContent, additionalData: [UInt8]?) {
        if let additionalData { member("aad", Base64URL.encode(additionalData)) }
        member("iv", Base64URL.encode(content.initializationVector))
        member("ciphertext", Base64URL.encode(content.ciphertext))
        member("tag", Base64URL.encode(content.tag))
    }
}
