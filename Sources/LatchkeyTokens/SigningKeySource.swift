public import FoundationEssentials
public import LatchkeyJOSE
import Synchronization

/// Where a ``TokenIssuer`` takes its signing key from: the server's ring, or one fixed key.
public protocol SigningKeySource: Sendable {
    /// The key that signs at a moment.
    ///
    /// - Throws: when no key signs at that moment.
    func signingKey(at now: Date) throws -> PreparedSigningKey
}

/// A key that is ready to sign tokens of every kind.
///
/// What can be computed once for a kind has been, after its first token.
public final class PreparedSigningKey: SigningKeySource {
    /// The kinds whose signers are kept; an application has a handful.
    private static let limit = 16

    private let key: JWK
    private let algorithm: SignatureAlgorithm?
    private let signers = Mutex<[TokenKind: JWTSigner]>([:])

    /// Prepares a private or symmetric key.
    ///
    /// - Parameters:
    ///   - key: the key; its `kid` goes into every header.
    ///   - algorithm: one of the key's algorithms; by default its first.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` for a public key or one that may not sign, and
    ///   ``JWTError/algorithmNotAllowed(name:)`` for an algorithm that is not the key's.
    public init(_ key: JWK, algorithm: SignatureAlgorithm? = nil) throws(JWTError) {
        self.key = key
        self.algorithm = algorithm
        let signer = try JWTSigner(key: key, algorithm: algorithm, type: TokenKind.access.type)
        signers.withLock { $0[.access] = signer }
    }

    /// The key itself, at any moment.
    public func signingKey(at now: Date) -> PreparedSigningKey { self }

    func sign(_ payload: JSONObject, kind: TokenKind, header: [String: JSONValue]) throws(JWTError) -> String
    {
        try signer(kind, header).sign(payload: payload)
    }

    /// Signs claims that are no token of a holder, such as a list for other services.
    package func sign(payloadJSON: [UInt8], kind: TokenKind) throws(JWTError) -> String {
        let payload: JSONObject
        do throws(JSONError) {
            // Longer than any token: it is this server's own.
            payload = try JSONObject(json: payloadJSON, limits: JSONLimits(size: payloadJSON.count))
        } catch {
            throw .malformed(reason: "the claims are not a JSON object: \(error)")
        }
        return try signer(kind, [:]).sign(payload: payload)
    }

    private func signer(_ kind: TokenKind, _ header: [String: JSONValue]) throws(JWTError) -> JWTSigner {
        if header.isEmpty, let known = signers.withLock({ $0[kind] }) { return known }
        // It would replace the kind: a refresh token could be issued as one for access.
        guard header["typ"] == nil else {
            throw .headerInvalid(name: "typ", expected: "absent: the kind of the token says it")
        }
        let signer = try JWTSigner(key: key, algorithm: algorithm, type: kind.type, header: header)
        if header.isEmpty {
            signers.withLock { if $0.count < Self.limit { $0[kind] = signer } }
        }
        return signer
    }
}
