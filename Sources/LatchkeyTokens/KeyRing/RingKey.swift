public import FoundationEssentials
public import LatchkeyJOSE

/// A signing key of the ring as the storage holds it: private part encrypted, life in clear.
public struct SealedRingKey: Sendable {
    /// The `kid`: the RFC 7638 thumbprint of the public key.
    public let keyID: String
    /// The JOSE name of its one algorithm.
    public let algorithm: String
    /// The private JWK, encrypted under the master key and bound to the `kid`.
    public let sealed: [UInt8]
    /// When the key was made.
    public let createdAt: Date
    /// From when on it signs.
    public let activatesAt: Date
    /// When the last token it signed has expired; `nil` while it is not replaced.
    public let expiresAt: Date?
    /// By what the storage recognises the master key that it is encrypted under; `nil` for one that was read.
    ///
    /// A storage that belongs to another does not take the key.
    public var masterKeyCheck: [UInt8]?

    /// Makes a record as the storage holds it.
    public init(
        keyID: String,
        algorithm: String,
        sealed: [UInt8],
        createdAt: Date,
        activatesAt: Date,
        expiresAt: Date?
    ) {
        self.keyID = keyID
        self.algorithm = algorithm
        self.sealed = sealed
        self.createdAt = createdAt
        self.activatesAt = activatesAt
        self.expiresAt = expiresAt
    }
}

/// A signing key of the ring, opened.
public struct RingKey: Sendable {
    /// What a key is doing at a moment.
    public enum State: String, Sendable {
        /// Published, not signing yet.
        case next
        /// Signing.
        case active
        /// Replaced; verifies until its last token has expired.
        case retired
    }

    /// The private key with its `kid` and its one algorithm.
    public let key: JWK
    /// The `kid`.
    public let keyID: String
    /// The one algorithm the key is used with.
    public let algorithm: SignatureAlgorithm
    /// When the key was made.
    public let createdAt: Date
    /// From when on it signs.
    public let activatesAt: Date
    /// When the last token it signed has expired; `nil` while it is not replaced.
    public let expiresAt: Date?

    let signer: PreparedSigningKey
}
