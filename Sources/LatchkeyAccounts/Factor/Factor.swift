public import FoundationEssentials
public import LatchkeyTokens

/// What a second factor is.
///
/// Passkeys will be another kind.
public enum FactorKind: String, Sendable, CaseIterable {
    /// An authenticator application that computes codes from a shared secret (``TOTP``).
    case totp
}

/// Something beside the password that its owner has to show when signing in.
public struct Factor: Sendable, Equatable, Identifiable {
    /// The identifier.
    public let id: UUIDv7
    /// Whose factor it is.
    public let accountID: UUIDv7
    /// What it is.
    public let kind: FactorKind
    /// What its owner calls it.
    public let name: String
    /// Its secret, encrypted under a key of the server's and bound to factor and account.
    public let sealedSecret: [UInt8]
    /// The session in which it was begun; only there can it be confirmed.
    public let sessionID: UUIDv7
    /// When it was begun.
    public let createdAt: Date
    /// When it was confirmed; `nil` while it asks nobody for anything.
    public var confirmedAt: Date?
    /// When it was last used to sign in.
    public var lastUsedAt: Date?
    /// The step of the code that was accepted last; no code of it, or of one before, is accepted again.
    public var lastStep: Int64?

    /// Makes a factor as the storage holds it.
    public init(
        id: UUIDv7,
        accountID: UUIDv7,
        kind: FactorKind,
        name: String,
        sealedSecret: [UInt8],
        sessionID: UUIDv7,
        createdAt: Date,
        confirmedAt: Date? = nil,
        lastUsedAt: Date? = nil,
        lastStep: Int64? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.name = name
        self.sealedSecret = sealedSecret
        self.sessionID = sessionID
        self.createdAt = createdAt
        self.confirmedAt = confirmedAt
        self.lastUsedAt = lastUsedAt
        self.lastStep = lastStep
    }

    /// Whether it has been confirmed, so that signing in asks for it.
    public var isConfirmed: Bool { confirmedAt != nil }
}
