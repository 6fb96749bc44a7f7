import SwiftASN1

/// Keys from the four structures that key files hold.
enum DERKey {
    /// The key in a structure that its PEM label names.
    static func material(_ document: PEMDocument) throws(JWTError) -> KeyMaterial {
        switch document.label {
        case "PRIVATE KEY": return try read { try PrivateKeyInfo(derEncoded: document.der).material() }
        case "PUBLIC KEY": return try read { try PublicKeyInfo(derEncoded: document.der).material() }
        case "RSA PRIVATE KEY":
            return try read { .rsa(RSAKey(try RSANumbers(derEncoded: document.der).privateKey())) }
        case "RSA PUBLIC KEY":
            return try read {
                let key = try RSAPublicNumbers(derEncoded: document.der).publicKey()
                return .rsa(RSAKey(publicKey: key, privateKey: nil))
            }
        case "EC PRIVATE KEY":
            return try read { try ECPrivateKey(derEncoded: document.der).material(curve: nil) }
        case "ENCRYPTED PRIVATE KEY": throw .keyInvalid(reason: "encrypted keys are not supported")
        default: throw .keyInvalid(reason: "a PEM block of type \(document.label) is not supported")
        }
    }

    /// The key in DER of any of the four structures; `nil` where it is none of them.
    static func material(_ der: [UInt8]) -> KeyMaterial? {
        ["PUBLIC KEY", "PRIVATE KEY", "RSA PUBLIC KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"].lazy
            .compactMap { try? material(PEMDocument(label: $0, der: der)) }
            .first
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
