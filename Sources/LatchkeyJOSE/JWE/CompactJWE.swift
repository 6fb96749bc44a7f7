// The compact form: five segments (RFC 7516 §7.1).

extension JWEParts {
    /// Takes a token in its compact form apart.
    init(compact token: [UInt8], limits: JWELimits) throws(JWTError) {
        guard token.count <= limits.tokenSize else { throw .tokenTooLarge(limit: limits.tokenSize) }
        let dots = token.indices.lazy.filter { token[$0] == UInt8(ascii: ".") }.prefix(5).map(\.self)
        guard dots.count == 4 else {
            throw .malformed(reason: "it has \(dots.count < 4 ? "fewer" : "more") than five segments")
        }
        let starts = [0] + dots.map { $0 + 1 }
        let ends = dots + [token.count]
        let segments = zip(starts, ends).map { token[$0..<$1] }
        self.protectedText = Array(segments[0])
        self.protected = try Self.protectedHeader(protectedText, limits: limits)
        self.recipients = [Recipient(encryptedKey: try Self.decode(segments[1], named: "encrypted key"))]
        self.content = SealedContent(
            initializationVector: try Self.decode(segments[2], named: "initialization vector"),
            ciphertext: try Self.decode(segments[3], named: "ciphertext"),
            tag: try Self.decode(segments[4], named: "authentication tag")
        )
    }

    static func protectedHeader(_ text: [UInt8], limits: JWELimits) throws(JWTError) -> JSONObject {
        guard text.count <= Base64URL.encodedCount(limits.headerSize) else {
            throw .malformed(reason: "its header is longer than \(limits.headerSize) octets")
        }
        let json = try decode(text[...], named: "header")
        do throws(JSONError) {
            return try JSONObject(json: json, limits: limits.header)
        } catch {
            throw .malformed(reason: "the header is not a JSON object: \(error)")
        }
    }

    static func decode(_ segment: ArraySlice<UInt8>, named name: String) throws(JWTError) -> [UInt8] {
        guard let octets = Base64URL.decode(Array(segment)) else {
            throw .malformed(reason: "the \(name) is not base64url")
        }
        return octets
    }

    /// A token in its compact form, which has room for one recipient and for nothing unprotected.
    static func compact(_ protectedText: String, encryptedKey: [UInt8], _ content: SealedContent) -> String {
        let others = [encryptedKey, content.initializationVector, content.ciphertext, content.tag]
        return ([protectedText] + others.map { Base64URL.encode($0) }).joined(separator: ".")
    }
}
