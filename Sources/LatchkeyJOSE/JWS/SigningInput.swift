import Crypto
import FoundationEssentials

/// A token but for its signature (JWS Signing Input, RFC 7515 §5.1), for whoever signs elsewhere: an HSM, a KMS, a person.
///
/// ```swift
/// let input = try SigningInput(claims, algorithm: .es256, keyID: "kms-7")
/// let answer = try await kms.sign(digest: SHA256.hash(data: input.octets))
/// let token = try input.token(derSignature: answer)
/// ```
///
/// The signature is not checked here: that takes the public key, and a ``JWTVerifier``.
public struct SigningInput: Sendable {
    /// The algorithm to sign with, as the header says.
    public let algorithm: SignatureAlgorithm
    /// The header.
    public let header: JWSHeader
    /// What is to be signed: the first two segments with the dot between them, and no digest of them.
    public let octets: [UInt8]

    /// What there is to sign about claims.
    ///
    /// - Parameters:
    ///   - claims: the claims, registered and own.
    ///   - algorithm: the algorithm that will sign.
    ///   - keyID: `kid` of the key that will sign; `nil` leaves it out.
    ///   - type: `typ`; `nil` leaves it out.
    ///   - header: further header parameters, as for ``JWTSigner``.
    /// - Throws: ``JWTError/headerInvalid(name:expected:)`` or ``JWTError/claimInvalid(name:expected:)``.
    public init<Custom>(
        _ claims: Claims<Custom>,
        algorithm: SignatureAlgorithm,
        keyID: String? = nil,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws(JWTError) {
        let headerJSON = try JWTSigner.header(algorithm, type: type, keyID: keyID, others: header)
        try self.init(algorithm, headerJSON: headerJSON, payload: claims.json())
    }

    /// What there is to sign about a claims object as it stands, members in their order.
    ///
    /// - Throws: as ``init(_:algorithm:keyID:type:header:)``.
    public init(
        payload: JSONObject,
        algorithm: SignatureAlgorithm,
        keyID: String? = nil,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws(JWTError) {
        _ = try RegisteredClaims(payload)
        let headerJSON = try JWTSigner.header(algorithm, type: type, keyID: keyID, others: header)
        try self.init(algorithm, headerJSON: headerJSON, payload: Array(payload.octets[..<payload.textCount]))
    }

    private init(_ algorithm: SignatureAlgorithm, headerJSON: [UInt8], payload: [UInt8]) throws(JWTError) {
        self.algorithm = algorithm
        self.header = try JWSHeader(json: headerJSON, limits: .default)
        self.octets = Array("\(Base64URL.encode(headerJSON)).\(Base64URL.encode(payload))".utf8)
    }

    /// The token, with a signature in the form that JWS has for it: for ECDSA r and s side by side (RFC 7518 §3.4).
    ///
    /// - Throws: ``JWTError/signingFailed`` where the algorithm has no signatures of this length.
    public func token(signature: [UInt8]) throws(JWTError) -> String {
        guard algorithm.permits(signature) else { throw .signingFailed }
        return String(decoding: octets, as: UTF8.self) + "." + Base64URL.encode(signature)
    }

    /// The token, with an ECDSA signature in DER, as most HSMs and KMSs make it.
    ///
    /// - Throws: ``JWTError/signingFailed`` where it is not one of ES256, ES384 or ES512.
    public func token(derSignature der: [UInt8]) throws(JWTError) -> String {
        try token(signature: signature(fromDER: der))
    }

    /// The form that JWS has for an ECDSA signature in DER.
    ///
    /// - Throws: ``JWTError/signingFailed`` where it is not one of ES256, ES384 or ES512.
    public func signature(fromDER der: [UInt8]) throws(JWTError) -> [UInt8] {
        do {
            return switch algorithm {
            case .es256: Array(try P256.Signing.ECDSASignature(derRepresentation: der).rawRepresentation)
            case .es384: Array(try P384.Signing.ECDSASignature(derRepresentation: der).rawRepresentation)
            case .es512: Array(try P521.Signing.ECDSASignature(derRepresentation: der).rawRepresentation)
            default: throw JWTError.signingFailed
            }
        } catch {
            throw .signingFailed
        }
    }
}
