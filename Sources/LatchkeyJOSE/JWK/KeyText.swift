/// Recognises what key files look like, so that none of them becomes an HMAC secret.
enum KeyText {
    /// Whether the octets are a key or a certificate in any form that a program may hand over: PEM, JWK, JWK Set, OpenSSH,
    /// DER, or DER and OpenSSH in base64 without the boundaries.
    static func isKey(_ octets: [UInt8]) -> Bool {
        let text = trimmed(octets[...])
        return containsPEM(octets) || isJWK(text) || isOpenSSH(text) || isBinary(octets) || isBase64(text)
    }

    /// PEM is looked for anywhere: text before the first boundary is legal (RFC 7468 §2).
    static func containsPEM(_ octets: [UInt8]) -> Bool {
        let boundary = Array("-----BEGIN ".utf8)
        guard octets.count >= boundary.count else { return false }
        return (0...octets.count - boundary.count).contains {
            octets[$0] == boundary[0] && octets[$0...].starts(with: boundary)
        }
    }

    /// A JWK, a set, or a list of them, well formed or not, also inside of other text: a comma too many, a string around
    /// it or a name in front makes it no more secret.
    private static func isJWK(_ text: ArraySlice<UInt8>) -> Bool {
        if contains(text, #""kty""#) || contains(text, #""kty\""#) { return true }
        guard text.first == UInt8(ascii: "{"), let object = try? JSONObject(json: Array(text)) else {
            return false
        }
        return object.contains("kty") || object.contains("keys")
    }

    private static func contains(_ text: ArraySlice<UInt8>, _ part: StaticString) -> Bool {
        let part = Array(part.description.utf8)
        guard text.count >= part.count else { return false }
        return (text.startIndex...text.endIndex - part.count).contains {
            text[$0] == part[0] && text[$0...].starts(with: part)
        }
    }

    private static func isOpenSSH(_ text: ArraySlice<UInt8>) -> Bool {
        // In an authorized_keys file options or a comment stand in front of the key; AAAA begins the length of its type.
        OpenSSHPublicKey.isLine(text) || text.starts(with: "---- BEGIN SSH2".utf8)
            || contains(text, "ssh-rsa AAAA") || contains(text, "ssh-ed25519 AAAA")
            || contains(text, "ecdsa-sha2-nistp") || contains(text, "PuTTY-User-Key-File-")
            || contains(text, "<RSAKeyValue>")
    }

    private static func isBinary(_ octets: [UInt8]) -> Bool {
        if OpenSSHPrivateKey.isKey(octets) || DERShape.label(octets) != nil { return true }
        var blob = SSHReader(octets)
        guard let type = try? blob.string() else { return false }
        return OpenSSHPublicKey.isLine(type[...])
    }

    /// The body of a PEM block or of an OpenSSH line, in either alphabet, padded or not.
    private static func isBase64(_ text: ArraySlice<UInt8>) -> Bool {
        var body = text.filter { $0 > 0x20 }
        while body.last == UInt8(ascii: "=") { body.removeLast() }
        let translated = body.map { character in
            switch character {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: character
            }
        }
        return Base64URL.decode(translated).map(isBinary) ?? false
    }

    /// Without white space and a byte order mark in front: neither makes a key text any more secret.
    static func trimmed(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
        var rest = octets.drop { $0 <= 0x20 }
        if rest.starts(with: byteOrderMark) { rest = rest.dropFirst(3).drop { $0 <= 0x20 } }
        return rest
    }
}
