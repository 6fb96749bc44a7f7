import SwiftASN1

/// The public keys of OpenSSH: `ssh-rsa` (RFC 4253 §6.6), `ecdsa-sha2-*` (RFC 5656 §3.1) and `ssh-ed25519` (RFC 8709 §4).
enum OpenSSHPublicKey {
    /// Whether a text is a public key of OpenSSH, of whatever type.
    static func isLine(_ text: ArraySlice<UInt8>) -> Bool {
        ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].contains { text.starts(with: $0.utf8) }
    }

    /// Reads `ssh-ed25519 AAAA… comment`, as it stands in a `.pub` file.
    static func material(line text: ArraySlice<UInt8>) throws(JWTError) -> KeyMaterial {
        let lines = text.split { $0 == 0x0a || $0 == 0x0d }
            .map { $0.drop { $0 == 0x20 || $0 == 0x09 } }
            .filter { !$0.isEmpty && $0.first != UInt8(ascii: "#") }
        guard lines.count == 1 else { throw .keyInvalid(reason: "the file holds more than one OpenSSH key") }
        let words = lines[0].split(maxSplits: 2) { $0 == 0x20 || $0 == 0x09 }
        guard words.count >= 2, let blob = Base64.decode(Array(words[1])) else {
            throw .keyInvalid(reason: "the OpenSSH key is not base64 after its type")
        }
        var reader = SSHReader(blob)
        guard try reader.string() == Array(words[0]) else {
            throw .keyInvalid(reason: "the OpenSSH key is of another type than its line says")
        }
        return try material(blob: blob)
    }

    static func material(blob: [UInt8]) throws(JWTError) -> KeyMaterial {
        var reader = SSHReader(blob)
        let type = try reader.text()
        let info: PublicKeyInfo
        switch type {
        case "ssh-rsa":
            let e = try reader.number()
            let numbers = RSAPublicNumbers(RSANumbers(n: try reader.number(), e: e))
            info = PublicKeyInfo(algorithm: KeyAlgorithm(.rsaEncryption), content: try numbers.der())
        case "ssh-ed25519":
            info = PublicKeyInfo(algorithm: KeyAlgorithm(.ed25519), content: try reader.string())
        default:
            let curve = try curve(type)
            guard try reader.text() == curve.openSSH else { throw SSHReader.broken }
            let algorithm = KeyAlgorithm(.ecPublicKey, curve: curve.identifier)
            info = PublicKeyInfo(algorithm: algorithm, content: try reader.string())
        }
        try reader.expectEnd()
        return try info.keyMaterial()
    }

    /// The curve of a type such as `ecdsa-sha2-nistp256`.
    static func curve(_ type: String) throws(JWTError) -> NamedCurve {
        guard let curve = NamedCurve.all.first(where: { type == "ecdsa-sha2-" + $0.openSSH }) else {
            throw .keyInvalid(reason: "OpenSSH keys of this type are not supported")
        }
        return curve
    }

    /// The line of a `.pub` file, without a comment: nothing a stranger has named gets into it.
    static func line(_ material: KeyMaterial) throws(JWTError) -> [UInt8] {
        Array("\(try type(material)) ".utf8) + Base64.encode(try blob(material)) + [0x0a]
    }

    static func type(_ material: KeyMaterial) throws(JWTError) -> String {
        switch material.parameters {
        case .rsa: return "ssh-rsa"
        case .okp(curve: "Ed25519", _): return "ssh-ed25519"
        case .ec:
            let identifier = try material.publicKeyInfo().algorithm.curve
            guard let curve = NamedCurve.all.first(where: { $0.identifier == identifier }) else { break }
            return "ecdsa-sha2-" + curve.openSSH
        default: break
        }
        throw .keyInvalid(reason: "OpenSSH has no keys of this type")
    }

    static func blob(_ material: KeyMaterial) throws(JWTError) -> [UInt8] {
        let type = try type(material)
        let info = try material.publicKeyInfo()
        var writer = SSHWriter()
        writer.string(type.utf8)
        switch material.parameters {
        case .rsa(let n, let e):
            writer.number(Base64URL.decode(e) ?? [])
            writer.number(Base64URL.decode(n) ?? [])
        case .ec:
            writer.string(try curve(type).openSSH.utf8)
            writer.string(info.content)
        default: writer.string(info.content)
        }
        return writer.octets
    }
}
