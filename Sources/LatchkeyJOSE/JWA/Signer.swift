/// Signs with a key that this library does not know: of another library, or in a token that answers at once.
///
/// ```swift
/// let signer = try JWTSigner(signer: OpenSSLKey(pem: contents))
/// let token = try signer.sign(claims)
/// ```
///
/// A key that is far away, as in a KMS, signs a ``SigningInput`` in its own time; see `AsyncSigner` in `LatchkeyTokens`.
public protocol Signer: Sendable {
    /// The algorithm of the signatures.
    var algorithm: SignatureAlgorithm { get }
    /// `kid`, which goes into the header.
    var keyID: String? { get }

    /// The signature of some octets, in the form that JWS has for it: for ECDSA r and s side by side (RFC 7518 §3.4).
    ///
    /// A length that the algorithm cannot have is refused by the caller.
    ///
    /// - Throws: ``JWTError/signingFailed``.
    func signature(for input: [UInt8]) throws(JWTError) -> [UInt8]
}

/// Verifies signatures under a key that this library does not know.
///
/// ```swift
/// let verifier = JWTVerifier(verifiers: [key], algorithms: [.es256k], issuer: "https://id.example", audience: "shop")
/// ```
public protocol SignatureVerifier: Sendable {
    /// The algorithms of the signatures: more than one name at most where they all mean the same (RFC 8725 §3.1).
    var algorithms: [SignatureAlgorithm] { get }
    /// `kid`: the name by which tokens point to the key.
    var keyID: String? { get }

    /// Whether this is the signature of these octets, in the form that JWS has for it.
    ///
    /// A length that the algorithm cannot have never gets here.
    func isValidSignature(_ signature: [UInt8], for input: [UInt8]) -> Bool
}

extension SignatureAlgorithm {
    /// The length that all signatures have, in octets; `nil` where it depends on the key.
    var signatureLength: Int? {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512, .es256, .es256k, .ed25519: 64
        case .es384: 96
        case .ed448: 114
        case .es512: 132
        case .mldsa65: 3309
        case .mldsa87: 4627
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .eddsa: nil
        }
    }
}
