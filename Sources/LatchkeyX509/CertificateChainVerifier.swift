public import FoundationEssentials
public import LatchkeyJOSE
@_spi(FixedExpiryValidationTime) public import X509

/// Takes the key of a token from the certificate chain in its header, `x5c` (RFC 7515 §4.1.6), where that chain leads to a
/// certificate the caller trusts.
///
/// No verifier of this library uses `x5c` by itself: this is the way to opt in, one token at a time.
///
/// ```swift
/// let chains = CertificateChainVerifier(roots: roots)
/// let key = try await chains.key(for: token, at: .now)
/// let verifier = JWTVerifier(key: key, algorithms: [.es256], issuer: "https://id.example", audience: "shop")
/// let jwt = try verifier.verify(token, at: .now)
/// ```
///
/// Refused are: a chain that is not in order from the leaf upwards, has a certificate to spare or is too long, does not end
/// at a root, or has a certificate that is not valid at the moment, is signed with SHA-1 or may not sign certificates; a
/// leaf whose `keyUsage` leaves out `digitalSignature`, or whose key does not fit the token's `alg`; and an `x5t` or
/// `x5t#S256` that is another certificate's. **Revocation is not checked.** Every certificate that a root has issued
/// counts, whatever it was issued for: give the roots of the one authority that signs such tokens.
public struct CertificateChainVerifier: Sendable {
    private let roots: [Certificate]
    private let maximumLength: Int

    /// A verifier that trusts these certificates, and those they issue.
    ///
    /// - Parameters:
    ///   - roots: the certificates that a chain must end at.
    ///   - maximumLength: how many certificates `x5c` may hold.
    public init(roots: [Certificate], maximumLength: Int = 6) {
        self.roots = roots
        self.maximumLength = maximumLength
    }

    /// The key that signed a token, if it was signed by whom its chain names; a verifier is still to find that out.
    ///
    /// - Parameters:
    ///   - token: the token in its compact form.
    ///   - now: the moment at which the certificates must be valid.
    /// - Returns: the public key of the leaf, for the token's algorithm only.
    /// - Throws: what ``UnverifiedJWT`` throws, and what ``key(for:at:)`` throws.
    public func key(for token: String, at now: Date) async throws(JWTError) -> JWK {
        try await key(for: UnverifiedJWT(token).header, at: now)
    }

    /// The key of the chain in a header.
    ///
    /// - Parameters:
    ///   - header: the header.
    ///   - now: the moment at which the certificates must be valid.
    /// - Returns: the public key of the leaf, for the header's algorithm only.
    /// - Throws: ``JWTError/headerInvalid(name:expected:)`` for an `x5c` that is missing or broken,
    ///   ``JWTError/certificateInvalid(reason:)`` for a chain that is not trusted, ``JWTError/algorithmNotAllowed(name:)`` for
    ///   an unknown `alg`, and ``JWTError/keyInvalid(reason:)`` for a key that does not fit it.
    public func key(for header: JWSHeader, at now: Date) async throws(JWTError) -> JWK {
        guard let algorithm = header.algorithm else {
            throw .algorithmNotAllowed(name: header.algorithmName)
        }
        let chain = try CertificateChain(header, maximumLength: maximumLength)
        try chain.checkThumbprints(header)
        try chain.checkValidity(at: now)
        try chain.checkUsage()
        try await checkTrust(chain.certificates, at: now)
        return try JWK(keyFile: chain.leaf, algorithm: algorithm)
    }

    /// Leads the chain to a root as it stands: a path through other certificates, or past some, is not this chain.
    private func checkTrust(_ chain: [Certificate], at now: Date) async throws(JWTError) {
        var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
            RFC5280Policy(fixedExpiryValidationTime: now)
        }
        let result = await verifier.validate(
            leaf: chain[0],
            intermediates: CertificateStore(chain.dropFirst())
        )
        guard case .validCertificate(let path) = result else {
            throw .certificateInvalid(reason: "it does not lead to a trusted root")
        }
        guard path.starts(with: chain), path.count <= chain.count + 1 else {
            throw .certificateInvalid(reason: "it is not in order, or has a certificate to spare")
        }
    }
}
