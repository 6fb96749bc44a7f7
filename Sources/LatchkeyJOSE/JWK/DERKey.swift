import SwiftASN1

/// Keys from the structures that key files hold.
enum DERKey {
    /// The key in a structure that its PEM label names.
    static func material(
        _ document: PEMDocument,
        passphrase: String? = nil
    ) throws(JWTError) -> KeyMaterial {
        let der = document.der
        switch document.label {
        case "PRIVATE KEY": return try read { try PrivateKeyInfo(derEncoded: der).material() }
        case "PUBLIC KEY": return try read { try PublicKeyInfo(derEncoded: der).material() }
        case "RSA PRIVATE KEY":
            return try read { .rsa(RSAKey(try RSANumbers(derEncoded: der).privateKey())) }
        case "RSA PUBLIC KEY":
            return try read { .rsa(try RSAPublicNumbers(derEncoded: der).key()) }
        case "EC PRIVATE KEY":
            return try read { try ECPrivateKey(derEncoded: der).material(curve: nil) }
        case "CERTIFICATE", "X509 CERTIFICATE":
            return try read { try Certificate(derEncoded: der).publicKey.material() }
        case "ENCRYPTED PRIVATE KEY":
            return try read { try EncryptedPrivateKeyInfo(derEncoded: der).material(passphrase) }
        case OpenSSHPrivateKey.label: return try OpenSSHPrivateKey.material(der, passphrase: passphrase)
        default: throw .keyInvalid(reason: "a PEM block of type \(document.shownLabel) is not supported")
        }
    }

    /// The key in DER without a label.
    static func material(der: [UInt8], passphrase: String? = nil) throws(JWTError) -> KeyMaterial {
        guard let label = DERShape.label(der) else {
            throw .keyInvalid(reason: "its DER is none of the structures that hold keys")
        }
        return try material(PEMDocument(label: label, der: der), passphrase: passphrase)
    }

    private static func read(_ body: () throws -> KeyMaterial) throws(JWTError) -> KeyMaterial {
        do {
            return try body()
        } catch let error as JWTError {
            throw error
        } catch {
            throw .keyInvalid(reason: "its DER is not of the structure that its label names")
        }
    }
}

extension PublicKeyInfo {
    /// ``material()`` for where errors are typed.
    func keyMaterial() throws(JWTError) -> KeyMaterial {
        do { return try material() } catch { throw error as? JWTError ?? DERShape.broken }
    }
}

extension PrivateKeyInfo {
    /// ``material()`` for where errors are typed.
    func keyMaterial() throws(JWTError) -> KeyMaterial {
        do { return try material() } catch { throw error as? JWTError ?? DERShape.broken }
    }
}

extension ECPrivateKey {
    /// ``material(curve:)`` for where errors are typed.
    func keyMaterial() throws(JWTError) -> KeyMaterial {
        do { return try material(curve: nil) } catch { throw error as? JWTError ?? DERShape.broken }
    }
}
