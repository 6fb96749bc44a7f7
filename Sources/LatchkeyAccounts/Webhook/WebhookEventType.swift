/// What receivers of webhooks can be told about.
public enum WebhookEventType: String, Sendable, CaseIterable {
    /// An account was made.
    case accountCreated = "account.created"
    /// Somebody signed in.
    case signedIn = "account.signed_in"
    /// An account was locked.
    case accountLocked = "account.locked"
    /// An account was deleted.
    case accountDeleted = "account.deleted"
    /// A password was set, changed or reset.
    case passwordChanged = "account.password_changed"

    /// The type that tells of an audit event; `nil` where none does.
    public init?(_ kind: AuditEvent.Kind) {
        switch kind {
        case .accountCreated: self = .accountCreated
        case .loginSucceeded: self = .signedIn
        case .accountLocked: self = .accountLocked
        case .accountDeleted: self = .accountDeleted
        case .passwordChanged: self = .passwordChanged
        default: return nil
        }
    }
}
