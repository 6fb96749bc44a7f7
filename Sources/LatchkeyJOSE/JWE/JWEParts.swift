/// A JWE taken apart, whichever of its three forms it came in (RFC 7516 §7).
struct JWEParts {
    /// The protected header as it was sent, in base64url: empty where there is none.
    var protectedText: [UInt8] = []
    var protected: JSONObject = .empty
    var unprotected: JSONObject = .empty
    var recipients: [Recipient]
    var content: SealedContent
    /// The octets authenticated besides the header; `nil` where there are none, as always in the compact form.
    var additionalData: [UInt8]?

    struct Recipient {
        var header: JSONObject = .empty
        var encryptedKey: [UInt8]
    }

    /// What is authenticated with the content (RFC 7516 §5.1 step 14).
    var authenticatedData: [UInt8] {
        Self.authenticatedData(protectedText, additionalData)
    }

    static func authenticatedData(_ protectedText: [UInt8], _ additionalData: [UInt8]?) -> [UInt8] {
        guard let additionalData else { return protectedText }
        return protectedText + [UInt8(ascii: ".")] + Array(Base64URL.encode(additionalData).utf8)
    }

    /// The header of each recipient.
    func headers() throws(JWTError) -> [JWEHeader] {
        var headers: [JWEHeader] = []
        for recipient in recipients {
            headers.append(
                try JWEHeader(protected: protected, unprotected: unprotected, recipient: recipient.header)
            )
        }
        return headers
    }
}
