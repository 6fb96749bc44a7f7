public import FoundationEssentials
public import LatchkeyTokens

/// Why a session ended before its time.
public enum SessionEnd: String, Sendable {
    /// The person signed out on this device.
    case signedOut = "signed_out"
    /// The person, or an administrator, ended it from elsewhere.
    case revoked
    /// An old refresh token was presented: a copy is in other hands.
    case refreshReused = "refresh_reused"
    /// Two clients refreshed in step over several generations.
    case refreshShared = "refresh_shared"
    /// The account was locked, or its password changed.
    case accountChanged = "account_changed"
    /// The account was deleted.
    case accountDeleted = "account_deleted"
    /// The same device signed in again, where a device has one session at most.
    case replaced
}

/// One sign-in on one device.
///
/// The row holds the refresh counter and a digest of the session's nonce; it never holds a token.
public struct Session: Sendable, Equatable, Identifiable {
    /// The session's identifier (`sid`).
    public let id: UUIDv7
    /// Whose session it is.
    public let accountID: UUIDv7
    /// The client that signed in (`client_id`).
    public let clientID: String
    /// The account's epoch that the session belongs to.
    public var accountEpoch: Int64
    /// When the person proved who they are (`auth_time`).
    public var authenticatedAt: Date
    /// How they did (`amr`).
    public var authenticationMethods: [String]
    /// The rights granted.
    public let scope: Scope
    /// Whom its access tokens are for; `nil` for the issuer's own audience.
    public let audience: [String]?
    /// When the session began.
    public let createdAt: Date
    /// When it was last refreshed, or its page cookie last seen.
    public var lastSeenAt: Date
    /// The absolute end.
    public let expiresAt: Date
    /// The end unless it is used before.
    public var idleExpiresAt: Date
    /// When the last access token issued for it is accepted no more, forgiven clock difference included.
    public var accessExpiresAt: Date
    /// When it was ended; `nil` while it lives.
    public var endedAt: Date?
    /// Why it was ended.
    public var end: SessionEnd?
    /// The number of the current refresh token.
    public var counter: Int64
    /// SHA-256 of the nonce that every refresh token of the session carries.
    public var nonceDigest: [UInt8]
    /// SHA-256 of the page cookie; `nil` for a session without pages.
    public var browserDigest: [UInt8]?
    /// When the current refresh token was made.
    public var rotatedAt: Date
    /// Keyed digest of the client that made the current refresh token.
    public var fingerprint: [UInt8]
    /// How often the previous refresh token was presented again in this generation.
    public var replays: Int
    /// Whether one of these came from another client.
    public var replayedElsewhere: Bool
    /// Consecutive generations in which another client presented the previous token.
    public var sharedGenerations: Int
    /// The device as the client calls itself (`User-Agent`), at most 256 octets.
    public var device: String?
    /// The network address that was last seen.
    public var address: String?
    /// What the client said at sign-in that the device is called.
    public var deviceName: String?
    /// SHA-256 of the device's cookie; `nil` for a client that keeps none.
    public var deviceDigest: [UInt8]?
    /// Where its access tokens stand in the status lists; `nil` where they name none.
    public var statusPlace: Int64?

    /// Makes a session value; it exists only once a storage has taken it.
    public init(
        id: UUIDv7,
        accountID: UUIDv7,
        clientID: String,
        accountEpoch: Int64,
        authenticatedAt: Date,
        authenticationMethods: [String],
        scope: Scope,
        audience: [String]? = nil,
        createdAt: Date,
        lastSeenAt: Date,
        expiresAt: Date,
        idleExpiresAt: Date,
        accessExpiresAt: Date,
        endedAt: Date? = nil,
        end: SessionEnd? = nil,
        counter: Int64 = 0,
        nonceDigest: [UInt8],
        browserDigest: [UInt8]? = nil,
        rotatedAt: Date,
        fingerprint: [UInt8],
        replays: Int = 0,
        replayedElsewhere: Bool = false,
        sharedGenerations: Int = 0,
        device: String? = nil,
        address: String? = nil,
        deviceName: String? = nil,
        deviceDigest: [UInt8]? = nil,
        statusPlace: Int64? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.clientID = clientID
        self.accountEpoch = accountEpoch
        self.authenticatedAt = authenticatedAt
        self.authenticationMethods = authenticationMethods
        (self.scope, self.audience) = (scope, audience)
        (self.createdAt, self.lastSeenAt) = (createdAt, lastSeenAt)
        (self.expiresAt, self.idleExpiresAt) = (expiresAt, idleExpiresAt)
        self.accessExpiresAt = accessExpiresAt
        (self.endedAt, self.end) = (endedAt, end)
        (self.counter, self.nonceDigest) = (counter, nonceDigest)
        (self.browserDigest, self.rotatedAt) = (browserDigest, rotatedAt)
        self.fingerprint = fingerprint
        (self.replays, self.replayedElsewhere) = (replays, replayedElsewhere)
        self.sharedGenerations = sharedGenerations
        (self.device, self.deviceName, self.deviceDigest) = (device, deviceName, deviceDigest)
        self.address = address
        self.statusPlace = statusPlace
    }

    /// Whether the session is neither ended nor past its idle or absolute end.
    ///
    /// The account's own state is not part of it.
    public func isLive(at now: Date) -> Bool {
        endedAt == nil && now < expiresAt && now < idleExpiresAt
    }

    /// Whether the person proved who they are in the last five minutes, as access tokens have to say for such a thing.
    public func isFresh(at now: Date) -> Bool {
        // No clock goes back by more than a moment: a proof of the future would be fresh for as long as it is ahead.
        (-60...Reauthentication.freshPeriod).contains(now.timeIntervalSince(authenticatedAt))
    }
}

/// What one refresh asks of the session row, all of it checked and written by one conditional statement.
public struct SessionRotation: Sendable {
    /// The session that the refresh token names.
    public let sessionID: UUIDv7
    /// The client that presents it, which must be the session's own.
    public let clientID: String
    /// The counter that the refresh token carries.
    public let counter: Int64
    /// SHA-256 of the nonce that it carries.
    public let nonceDigest: [UInt8]
    /// The new idle end; the absolute end caps it.
    public let idleExpiresAt: Date
    /// The new latest expiry of an access token.
    public let accessExpiresAt: Date
    /// Keyed digest of the client that asks.
    public let fingerprint: [UInt8]
    /// The client's address.
    public let address: String?
    /// The client's own name.
    public let device: String?

    /// Collects what the statement needs.
    public init(
        sessionID: UUIDv7,
        clientID: String,
        counter: Int64,
        nonceDigest: [UInt8],
        idleExpiresAt: Date,
        accessExpiresAt: Date,
        fingerprint: [UInt8],
        address: String?,
        device: String?
    ) {
        self.sessionID = sessionID
        self.clientID = clientID
        self.counter = counter
        self.nonceDigest = nonceDigest
        self.idleExpiresAt = idleExpiresAt
        self.accessExpiresAt = accessExpiresAt
        self.fingerprint = fingerprint
        self.address = address
        self.device = device
    }
}
