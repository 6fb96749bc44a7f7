import Crypto
import CryptoExtras

extension JWK {
    /// Reads a key from PEM: PKCS#8, SPKI, PKCS#1 or SEC1, as `openssl` and `ssh-keygen -m PEM` write them.
    ///
    /// ```swift
    /// let key = try JWK(pem: contents, algorithm: .rs256)
    /// ```
    ///
    /// Refused are encrypted keys, more than one key in a text, curves other than P-256 and Ed25519, RSA below 2048 bits,
    /// and parts that do not belong together. The key has no `kid`; its ``thumbprint()`` makes a good one.
    ///
    /// - Parameters:
    ///   - pem: the text.
    ///   - algorithm: the only algorithm the key is to be used with; `nil` leaves that open.
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(pem: String, algorithm: SignatureAlgorithm? = nil) throws(JWTError) {
        let document = try PEMDocument(Array(pem.utf8))
        try self.init(material: DERKey.material(document), algorithm: algorithm)
    }

    /// The key as PEM: PKCS#8 for a private key, SPKI for a public one.
    ///
    /// - Returns: the text, with its private part where the key has one.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` for a symmetric key, which has no PEM form.
    public func pem() throws(JWTError) -> String {
        let text =
            switch material {
            case .oct: throw .keyInvalid(reason: "a symmetric key has no PEM form")
            case .rsaPublic(let key): key.pemRepresentation
            case .rsaPrivate(let key): key.pkcs8PEMRepresentation
            case .p256Public(let key): key.pemRepresentation
            case .p256Private(let key): key.pemRepresentation
            case .ed25519Public(let key): key.pemRepresentation
            case .ed25519Private(let key): key.pemRepresentation
            }
        return text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n"
    }
}
