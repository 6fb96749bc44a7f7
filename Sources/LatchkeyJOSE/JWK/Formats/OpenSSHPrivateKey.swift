import CryptoExtras
import FoundationEssentials
import SwiftASN1

/// The private key file of OpenSSH, `openssh-key-v1` (PROTOCOL.key of OpenSSH).
enum OpenSSHPrivateKey {
    static let label = "OPENSSH PRIVATE KEY"
    private static let magic = Array("openssh-key-v1\0".utf8)

    static func isKey(_ octets: [UInt8]) -> Bool {
        octets.starts(with: magic)
    }

    // MARK: Reading

    static func material(_ octets: [UInt8], passphrase: String?) throws(JWTError) -> KeyMaterial {
        guard isKey(octets) else { throw SSHReader.broken }
        var reader = SSHReader(octets[magic.count...])
        let protection = try OpenSSHProtection(&reader)
        guard try reader.uint32() == 1 else {
            throw .keyInvalid(reason: "the OpenSSH file holds more than one key")
        }
        let publicBlob = try reader.string()
        let content = try protection.open(reader.string(), passphrase)
        try reader.expectEnd()
        let material = try material(content: content, isEncrypted: protection.isEncrypted)
        guard try OpenSSHPublicKey.blob(material) == publicBlob else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
        return material
    }

    private static func material(content: [UInt8], isEncrypted: Bool) throws(JWTError) -> KeyMaterial {
        var reader = SSHReader(content)
        guard try reader.uint32() == reader.uint32() else {
            // The two numbers are there to tell.
            throw isEncrypted ? .passphraseWrong : SSHReader.broken
        }
        let type = try reader.text()
        let material =
            switch type {
            case "ssh-rsa": try rsa(&reader)
            case "ssh-ed25519": try ed25519(&reader)
            default: try ec(&reader, OpenSSHPublicKey.curve(type))
            }
        _ = try reader.string()
        // What is left are the octets 1, 2, 3 …, fewer than a block of the cipher.
        guard reader.rest.count < 16, reader.rest.elementsEqual((0..<reader.rest.count).map { UInt8($0 + 1) })
        else { throw SSHReader.broken }
        return material
    }

    private static func rsa(_ reader: inout SSHReader) throws(JWTError) -> KeyMaterial {
        let n = try reader.number()
        let e = try reader.number()
        let d = try reader.number()
        let qi = try reader.number()
        let p = try reader.number()
        let q = try reader.number()
        let numbers = try RSANumbers(n: n, e: e, d: d, p: p, q: q)
        guard numbers.secret?.qi == qi else {
            throw .keyInvalid(reason: "the RSA numbers do not belong together")
        }
        return .rsa(RSAKey(try numbers.privateKey()))
    }

    private static func ed25519(_ reader: inout SSHReader) throws(JWTError) -> KeyMaterial {
        let point = try reader.string()
        let both = try reader.string()
        guard both.count == 64, both.suffix(32).elementsEqual(point) else { throw SSHReader.broken }
        // That the point belongs to the seed shows when it is compared with the public part of the file.
        return .ed25519(try Ed25519Key(seed: Array(both.prefix(32))))
    }

    private static func ec(_ reader: inout SSHReader, _ curve: NamedCurve) throws(JWTError) -> KeyMaterial {
        guard try reader.text() == curve.openSSH else { throw SSHReader.broken }
        let point = try reader.string()
        let digits = try reader.number()
        // A number here, octets of full width there.
        let width = (point.count - 1) / 2
        guard digits.count <= width else { throw SSHReader.broken }
        let scalar = [UInt8](repeating: 0, count: width - digits.count) + digits
        return try ECPrivateKey(scalar: scalar, curve: curve.identifier, point: point).keyMaterial()
    }

    // MARK: Writing

    static func write(_ material: KeyMaterial, _ passphrase: Passphrase? = nil) throws(JWTError) -> [UInt8] {
        let publicBlob = try OpenSSHPublicKey.blob(material)
        let protection = passphrase == nil ? OpenSSHProtection.none : OpenSSHProtection.new()
        var content = SSHWriter()
        let check = UInt32.random(in: 0...UInt32.max)
        content.uint32(check)
        content.uint32(check)
        content.raw(try secret(material))
        content.string([])
        let padding = protection.blockLength - content.octets.count % protection.blockLength
        if padding < protection.blockLength { content.raw((0..<padding).map { UInt8($0 + 1) }) }
        var writer = SSHWriter()
        writer.raw(magic)
        protection.write(to: &writer)
        writer.uint32(1)
        writer.string(publicBlob)
        writer.string(try protection.seal(content.octets, passphrase))
        return PEMText.write(writer.octets, label: label, lineLength: 70)
    }

    private static func secret(_ material: KeyMaterial) throws(JWTError) -> [UInt8] {
        var writer = SSHWriter()
        writer.string(try OpenSSHPublicKey.type(material).utf8)
        let point = try material.publicKeyInfo().content
        switch material.parameters {
        case .rsa:
            let numbers = try material.rsaNumbers()
            guard let secret = numbers.secret else { throw SSHReader.broken }
            for number in [numbers.n, numbers.e, secret.d, secret.qi, secret.p, secret.q] {
                writer.number(number)
            }
        case .ec:
            writer.string(try OpenSSHPublicKey.curve(OpenSSHPublicKey.type(material)).openSSH.utf8)
            writer.string(point)
            writer.number(try material.privateOctets())
        default:
            writer.string(point)
            writer.string(try material.privateOctets() + point)
        }
        return writer.octets
    }
}

extension RSANumbers {
    /// A private key from the numbers that determine the others.
    init(n: [UInt8], e: [UInt8], d: [UInt8], p: [UInt8], q: [UInt8]) throws(JWTError) {
        // Bounded first: what follows divides by these numbers.
        guard n.count <= 2048, d.count <= n.count, p.count < n.count, q.count < n.count,
            let pEnd = p.last, let qEnd = q.last, pEnd & qEnd & 1 == 1, p.count > 16, q.count > 16
        else { throw .keyInvalid(reason: "the RSA numbers do not belong together") }
        do {
            let key = try _RSA.Signing.PrivateKey(n: n, e: e, d: d, p: p, q: q)
            self = try RSANumbers(privateKey: key)
        } catch {
            throw .keyInvalid(
                reason: "the RSA numbers do not belong together, or have fewer than 2048 bits"
            )
        }
    }
}
