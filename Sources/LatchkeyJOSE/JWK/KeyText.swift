import SwiftASN1

/// Recognises what key files look like, so that none of them becomes an HMAC secret.
enum KeyText {
    /// Whether the octets are a PEM document, a JWK or a JWK Set, an OpenSSH public key, or DER.
    static func isKey(_ octets: [UInt8]) -> Bool {
        let text = trimmed(octets[...])
        return containsPEM(octets) || isJWK(text) || isOpenSSH(text) || DERKey.material(octets) != nil
            || isCertificate(octets)
    }

    /// PEM is looked for anywhere: text before the first boundary is legal (RFC 7468 §2).
    static func containsPEM(_ octets: [UInt8]) -> Bool {
        let boundary = Array("-----BEGIN ".utf8)
        guard octets.count >= boundary.count else { return false }
        return (0...octets.count - boundary.count).contains { octets[$0...].starts(with: boundary) }
    }

    private static func isJWK(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "{"), let object = try? JSONObject(json: Array(text)) else {
            return false
        }
        return object.contains("kty") || object.contains("keys")
    }

    private static func isOpenSSH(_ text: ArraySlice<UInt8>) -> Bool {
        ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "---- BEGIN SSH2"].contains {
            text.starts(with: $0.utf8)
        }
    }

    /// An X.509 certificate in DER: a sequence that starts with a sequence that starts with version 3 or a serial number.
    private static func isCertificate(_ octets: [UInt8]) -> Bool {
        guard octets.count >= 256, let node = try? DER.parse(octets), node.identifier == .sequence else {
            return false
        }
        guard case .constructed(let children) = node.content else { return false }
        return Array(children).map(\.identifier) == [.sequence, .sequence, .bitString]
    }

    /// Without white space and a byte order mark in front: neither makes a key text any more secret.
    static func trimmed(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
        var rest = octets.drop { $0 <= 0x20 }
        if rest.starts(with: byteOrderMark) { rest = rest.dropFirst(3).drop { $0 <= 0x20 } }
        return rest
    }
}
