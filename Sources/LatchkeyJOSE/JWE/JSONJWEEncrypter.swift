/// Encrypts one content to several recipients, in the general JSON form (RFC 7516 §7.2.1).
///
/// `enc` and the caller's parameters are protected; `alg`, `kid` and what goes with them stand in each recipient's header,
/// which nothing protects.
public struct JSONJWEEncrypter: Sendable {
    /// `enc` of every token.
    public let encryption: ContentEncryption

    private let recipients: [JWERecipient]
    private let protected: JSONObject
    private let unprotected: JSONObject

    /// Prepares for a list of recipients.
    ///
    /// - Parameters:
    ///   - recipients: who is to be able to read: one at least, and one only for the algorithms
    ///     ``KeyManagementAlgorithm/direct`` and ``KeyManagementAlgorithm/ecdhES``, whose content key cannot be shared.
    ///   - encryption: how the content is encrypted.
    ///   - protectedHeader: further parameters for all recipients, authenticated.
    ///   - unprotectedHeader: further parameters for all recipients that anybody on the way may change.
    /// - Throws: ``JWTError/algorithmNotAllowed(name:)`` where recipients cannot be served together, and
    ///   ``JWTError/headerInvalid(name:expected:)``.
    public init(
        recipients: [JWERecipient],
        encryption: ContentEncryption,
        protectedHeader: [String: JSONValue] = [:],
        unprotectedHeader: [String: JSONValue] = [:]
    ) throws(JWTError) {
        self.encryption = encryption
        self.recipients = recipients
        self.protected = try JWEHeader.json(
            [("enc", .string(encryption.name))] + (try JWEHeader.checked(protectedHeader))
        )
        self.unprotected = try JWEHeader.json(try JWEHeader.checked(unprotectedHeader))
        guard (1...JWELimits.default.recipients).contains(recipients.count) else {
            throw .headerInvalid(
                name: "recipients",
                expected: "from 1 to \(JWELimits.default.recipients) recipients"
            )
        }
        for recipient in recipients {
            try check(recipient)
        }
    }

    private func check(_ recipient: JWERecipient) throws(JWTError) {
        guard recipients.count == 1 || !recipient.algorithm.determinesContentKey else {
            throw .algorithmNotAllowed(name: recipient.algorithm.name)
        }
        try recipient.checkFits(encryption)
        _ = try JWEHeader(
            protected: protected,
            unprotected: unprotected,
            recipient: JWEHeader.json(recipient.parameters)
        )
    }

    /// Encrypts content.
    ///
    /// - Parameters:
    ///   - plaintext: the content.
    ///   - additionalData: octets that travel with the token in the clear, and are authenticated.
    /// - Returns: the token in the general JSON form.
    /// - Throws: ``JWTError/encryptionFailed`` where the cryptographic library fails.
    public func encrypt(_ plaintext: [UInt8], additionalData: [UInt8]? = nil) throws(JWTError) -> String {
        var contentKey = encryption.randomKey()
        var entries: [(header: JSONObject, encryptedKey: [UInt8])] = []
        for recipient in recipients {
            let key = try recipient.key.encryptedKey(recipient.context(encryption), shared: contentKey)
            contentKey = key.contentKey
            entries.append((try JWEHeader.json(recipient.parameters + key.parameters), key.octets))
        }
        let protectedText = Base64URL.encode(protected.json().utf8)
        let content = try encryption.seal(
            plaintext,
            key: contentKey,
            authenticating: JWEParts.authenticatedData(Array(protectedText.utf8), additionalData)
        )
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("protected", protectedText)
        if unprotected.count > 0 { writer.member(escaping: "unprotected", .object(unprotected)) }
        writer.name("recipients")
        writer.beginArray()
        for entry in entries {
            writer.writeRecipient(entry.header, entry.encryptedKey)
        }
        writer.endArray()
        writer.write(content, additionalData: additionalData)
        writer.endObject()
        return writer.text()
    }
}

extension JSONWriter {
    fileprivate mutating func writeRecipient(_ header: JSONObject, _ encryptedKey: [UInt8]) {
        beginObject()
        member(escaping: "header", .object(header))
        if !encryptedKey.isEmpty { member("encrypted_key", Base64URL.encode(encryptedKey)) }
        endObject()
    }
}
