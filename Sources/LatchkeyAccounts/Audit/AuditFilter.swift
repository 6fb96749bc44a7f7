public import FoundationEssentials
public import LatchkeyTokens

/// Which events of the audit log to show; everything that is `nil` lets all pass.
public struct AuditFilter: Sendable, Equatable {
    /// The account concerned.
    public var account: UUIDv7?
    /// What happened.
    public var kind: AuditEvent.Kind?
    /// Recorded then or later.
    public var since: Date?

    /// Makes a filter.
    public init(account: UUIDv7? = nil, kind: AuditEvent.Kind? = nil, since: Date? = nil) {
        self.account = account
        self.kind = kind
        self.since = since
    }
}
