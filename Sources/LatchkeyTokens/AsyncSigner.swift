public import LatchkeyJOSE

/// Signs with a key that is far away: in an HSM, a KMS, or another process.
///
/// Only the signing input leaves this process, and only the signature comes back.
///
/// ```swift
/// struct CloudKey: AsyncSigner {
///     let algorithm = SignatureAlgorithm.es256
///     let keyID: String? = "kms-7"
///
///     func signature(for input: SigningInput) async throws -> [UInt8] {
///         try input.signature(fromDER: await kms.sign(digest: SHA256.hash(data: input.octets)))
///     }
/// }
/// let token = try await CloudKey().sign(claims, type: "at+jwt")
/// ```
public protocol AsyncSigner: Sendable {
    /// The algorithm of the signatures.
    var algorithm: SignatureAlgorithm { get }
    /// `kid`, which goes into the header.
    var keyID: String? { get }

    /// The signature of the octets of `input`, in the form that JWS has for it.
    ///
    /// That is r and s side by side for ECDSA (RFC 7518 §3.4); ``SigningInput/signature(fromDER:)`` makes it from DER. A
    /// length that the algorithm cannot have is refused by the caller.
    ///
    /// - Throws: whatever keeps the key from signing.
    func signature(for input: SigningInput) async throws -> [UInt8]
}

extension AsyncSigner {
    /// Signs claims.
    ///
    /// - Parameters:
    ///   - claims: the claims, registered and own.
    ///   - type: `typ`; `nil` leaves it out.
    ///   - header: further header parameters, as for ``JWTSigner``.
    /// - Returns: the token in its compact form.
    /// - Throws: ``JWTError`` for claims and headers that cannot be written, and whatever ``signature(for:)`` throws;
    ///   ``JWTError/signingFailed`` where its answer is no signature of the algorithm.
    public func sign<Custom>(
        _ claims: Claims<Custom>,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) async throws -> String {
        let input = try SigningInput(
            claims,
            algorithm: algorithm,
            keyID: keyID,
            type: type,
            header: header
        )
        return try await input.token(signature: signature(for: input))
    }

    /// Signs a claims object as it stands, members in their order.
    ///
    /// - Throws: as ``sign(_:type:header:)``.
    public func sign(
        payload: JSONObject,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) async throws -> String {
        let input = try SigningInput(
            payload: payload,
            algorithm: algorithm,
            keyID: keyID,
            type: type,
            header: header
        )
        return try await input.token(signature: signature(for: input))
    }
}
