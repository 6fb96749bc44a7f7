public import FoundationEssentials
public import LatchkeyTokens

/// Something that happened and that somebody may have to answer for.
///
/// A successful refresh is a metric, not an event.
public struct AuditEvent: Sendable, Equatable {
    /// The closed list of events.
    public enum Kind: String, Sendable, CaseIterable {
        /// An account was made.
        case accountCreated = "account_created"
        /// An account was locked.
        case accountLocked = "account_locked"
        /// An account was opened again.
        case accountUnlocked = "account_unlocked"
        /// A login succeeded.
        case loginSucceeded = "login_succeeded"
        /// A login failed; the reason is `second_factor`, `email_code`, or `throttled` where there had been too many
        /// failures under another name of the account.
        case loginFailed = "login_failed"
        /// A login was refused before it was tried.
        case loginThrottled = "login_throttled"
        /// A session ended before its time.
        case sessionEnded = "session_ended"
        /// Every session of an account ended.
        case sessionsEnded = "sessions_ended"
        /// An old refresh token was presented.
        case refreshReused = "refresh_reused"
        /// Two clients refreshed one session in step.
        case refreshShared = "refresh_shared"
        /// A role was granted or withdrawn.
        case rolesChanged = "roles_changed"
        /// An account elsewhere was linked to an account here; the reason names the provider.
        case identityLinked = "identity_linked"
        /// An OAuth client was registered; the reason is its identifier, as for every event of a client.
        case clientCreated = "client_created"
        /// What an OAuth client may do, or how it authenticates, was changed.
        case clientChanged = "client_changed"
        /// An OAuth client got a new secret.
        case clientSecretRotated = "client_secret_rotated"
        /// An OAuth client was deleted.
        case clientDeleted = "client_deleted"
        /// An OAuth client did not authenticate.
        case clientRefused = "client_refused"
        /// An OAuth client got an access token of its own.
        case clientTokenIssued = "client_token_issued"
        /// A single access token was taken back.
        case tokenRevoked = "token_revoked"
        /// A name of the account was changed; the reason is `email_claimed` where somebody else proved its address.
        case accountChanged = "account_changed"
        /// The account was deleted.
        case accountDeleted = "account_deleted"
        /// A signing key was added to the ring; the reason is its `kid`.
        case keyRotated = "key_rotated"
        /// A signing key is trusted no more, since others may have it.
        case keyRevoked = "key_revoked"
        /// The database was given another master key.
        case masterKeyRotated = "master_key_rotated"
        /// A webhook was given up after the last attempt; the reason is its type, the detail its receiver.
        case webhookAbandoned = "webhook_abandoned"
        /// The account's personal data was handed out.
        case personalDataExported = "personal_data_exported"
        /// The person proved again who they are.
        case reauthenticated
        /// The password was set or changed; the reason says how, the detail from where.
        case passwordChanged = "password_changed"
        /// A second factor was confirmed.
        case factorAdded = "factor_added"
        /// A second factor was removed.
        case factorRemoved = "factor_removed"
        /// The recovery codes were replaced.
        case recoveryCodesReplaced = "recovery_codes_replaced"
        /// A recovery code was spent.
        case recoveryCodeUsed = "recovery_code_used"
        /// Somebody signed in on a device that the account had not been used on before.
        case deviceAdded = "device_added"
        /// The e-mail address was shown to be the account's own.
        case emailVerified = "email_verified"
        /// The address was proved for the first time by somebody who had never used the account: what others had set
        /// is gone.
        case accountReclaimed = "account_reclaimed"
        /// The e-mail address was changed; the detail is the old one.
        case emailChanged = "email_changed"
        /// Somebody was invited; the account is who invited, the reason the invitation.
        case invitationSent = "invitation_sent"
        /// An invitation was withdrawn; the account is who had invited, the reason the invitation.
        case invitationWithdrawn = "invitation_withdrawn"
        /// Somebody made the account that they were invited to; the reason is the invitation.
        case invitationAccepted = "invitation_accepted"
        /// All accounts were exported; the reason is `password_hashes` where those were with them.
        case accountsExported = "accounts_exported"
        /// The owner let passwords in again after too many wrong ones.
        case loginUnblocked = "login_unblocked"
    }

    /// What happened.
    public let kind: Kind
    /// The account concerned; `nil` when the name belongs to nobody.
    public let accountID: UUIDv7?
    /// The session concerned.
    public let sessionID: UUIDv7?
    /// Keyed digest of the name or address concerned, so that events can be matched without keeping either.
    public let digest: [UInt8]?
    /// A stable word that tells variants apart, for example a ``SessionEnd``.
    public let reason: String?
    /// Personal detail (address, device), kept apart and erased with the account.
    public var detail: String?

    /// Who did it, where it was not the account concerned; ``AuditActor/current`` when the storage takes it.
    public var actor: AuditActor?

    /// Describes an event; the storage adds time, sequence number and actor.
    public init(
        _ kind: Kind,
        account: UUIDv7? = nil,
        session: UUIDv7? = nil,
        digest: [UInt8]? = nil,
        reason: String? = nil,
        detail: String? = nil
    ) {
        self.kind = kind
        accountID = account
        sessionID = session
        self.digest = digest
        self.reason = reason
        self.detail = detail
    }
}

/// An event with its place in the log.
public struct RecordedAuditEvent: Sendable, Equatable {
    /// The place in the log, strictly growing.
    public let sequence: Int64
    /// When it was recorded, in database time.
    public let recordedAt: Date
    /// What happened.
    public let event: AuditEvent

    /// Makes a record as the storage holds it.
    public init(sequence: Int64, recordedAt: Date, event: AuditEvent) {
        self.sequence = sequence
        self.recordedAt = recordedAt
        self.event = event
    }
}
