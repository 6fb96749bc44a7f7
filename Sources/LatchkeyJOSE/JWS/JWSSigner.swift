/// Signs any octets with one key (RFC 7515): whatever can be computed once has been.
///
/// ```swift
/// let signer = try JWSSigner(key: key, header: ["cty": "text/plain"])
/// let compact = try signer.sign(Array("hello".utf8))              // header.payload.signature
/// let detached = try signer.signDetached(file)                    // header..signature
/// let json = try signer.signFlattened(file)                       // {"payload":…,"protected":…,"signature":…}
/// ```
///
/// For claims there is ``JWTSigner``; for several signatures over one payload ``JWS/signGeneral(_:by:isDetached:)``.
public struct JWSSigner: Sendable {
    /// The algorithm of every signature.
    public let algorithm: SignatureAlgorithm
    /// Protected and unprotected parameters together.
    public let header: JWSHeader
    /// The parameters that are not signed.
    public let unprotectedHeader: JSONObject
    /// How the payload is signed.
    public let payloadEncoding: JWSPayloadEncoding

    /// The protected header in base64url; empty where nothing is protected.
    let protected: [UInt8]
    private let key: SigningKey

    /// Prepares a key for signing.
    ///
    /// - Parameters:
    ///   - key: a private or symmetric key. Its `kid` goes into the header.
    ///   - algorithm: one of the key's algorithms; by default its first.
    ///   - type: `typ`; left out by default.
    ///   - header: further protected parameters. `typ` and `kid` replace those above.
    ///   - unprotectedHeader: parameters that are not signed, for JSON only. A name given here, be it `alg`, `typ` or `kid`,
    ///     leaves the protected header.
    ///   - critical: the names among `header` that a verifier must understand (RFC 7515 §4.1.11).
    ///   - payloadEncoding: whether the payload is signed as base64url or as it is.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where the key is public or its `use` or `key_ops` forbid signing,
    ///   ``JWTError/algorithmNotAllowed(name:)`` where it is not for this algorithm, and
    ///   ``JWTError/headerInvalid(name:expected:)`` where a parameter stands in both headers, where `crit` or `b64` are set
    ///   by hand, or where `critical` lists a registered or an absent one.
    public init(
        key: JWK,
        algorithm: SignatureAlgorithm? = nil,
        type: String? = nil,
        header: [String: JSONValue] = [:],
        unprotectedHeader: [String: JSONValue] = [:],
        critical: [String] = [],
        payloadEncoding: JWSPayloadEncoding = .base64url
    ) throws(JWTError) {
        try key.checkPermits(.sign)
        guard key.isPrivate else { throw .keyUnsuitable(reason: "it has no private part") }
        self.algorithm = try key.signingAlgorithm(algorithm)
        guard let prepared = key.material.signingKey(self.algorithm, key.strength) else {
            throw .algorithmNotAllowed(name: self.algorithm.name)
        }
        self.key = prepared
        let composition = try JWSHeaderComposition(
            algorithm: self.algorithm,
            type: type,
            keyID: key.keyID,
            header: header,
            unprotected: unprotectedHeader,
            critical: critical,
            isPayloadEncoded: payloadEncoding == .base64url
        )
        self.header = try JWSHeader(composition.union)
        self.unprotectedHeader = composition.unprotected
        self.payloadEncoding = payloadEncoding
        self.protected = composition.protected.map { Array(Base64URL.encode($0.json().utf8).utf8) } ?? []
    }

    /// Signs octets and returns header, payload and signature in the compact form (RFC 7515 §7.1).
    ///
    /// - Throws: ``JWTError/headerInvalid(name:expected:)`` where there is an unprotected header, for which that form has no
    ///   place, and ``JWTError/malformed(reason:)`` where an unencoded payload has characters it cannot hold.
    public func sign(_ payload: [UInt8]) throws(JWTError) -> String {
        try checkIsCompact()
        if payloadEncoding == .unencoded { try CompactJWS.checkUnencoded(payload.span) }
        let text = encoded(payload)
        let octets = protected + [UInt8(ascii: ".")] + text + [UInt8(ascii: ".")]
        return try String(decoding: octets, as: UTF8.self) + signature(over: text)
    }

    /// Signs octets that travel elsewhere: the compact form with nothing between its dots (RFC 7515 appendix F).
    ///
    /// - Throws: ``JWTError/headerInvalid(name:expected:)`` where there is an unprotected header.
    public func signDetached(_ payload: [UInt8]) throws(JWTError) -> String {
        try checkIsCompact()
        return try String(decoding: protected, as: UTF8.self) + ".." + signature(over: encoded(payload))
    }

    private func checkIsCompact() throws(JWTError) {
        guard unprotectedHeader.count == 0 else {
            throw .headerInvalid(name: "header", expected: "all protected in a compact token")
        }
    }

    /// The payload as it is signed.
    func encoded(_ payload: [UInt8]) -> [UInt8] {
        payloadEncoding == .base64url ? Array(Base64URL.encode(payload).utf8) : payload
    }

    /// The signature, in base64url, over a payload already ``encoded(_:)``.
    func signature(over payload: [UInt8]) throws(JWTError) -> String {
        let input = protected + [UInt8(ascii: ".")] + payload
        var result: Result<String, JWTError> = .failure(.signingFailed)
        input.withUnsafeBytes { input in
            do throws(JWTError) {
                result = .success(try key.withSignature(for: input) { Base64URL.encode($0) })
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }
}
