public import LatchkeyTokens

/// Who did what an audit event records, where it was not the account concerned.
///
/// Whatever a task writes while ``current`` is set is recorded with it, so no use case has to pass it on and none can
/// forget it.
///
/// ```swift
/// try await AuditActor.$current.withValue(.account(administrator)) { try await accounts.lock(id) }
/// ```
public enum AuditActor: Sendable, Hashable {
    /// Another account, for example an administrator's.
    case account(UUIDv7)
    /// An OAuth client.
    case client(String)
    /// Whoever ran the command line.
    case commandLine

    /// Who acts in this task; `nil` for the account concerned, or nobody known.
    @TaskLocal public static var current: AuditActor?

    private static let accountPrefix = "account:"
    private static let clientPrefix = "client:"
    private static let commandLineText = "command-line"

    /// Reads what ``text`` gives; `nil` for anything else.
    public init?(_ text: String) {
        if text == Self.commandLineText {
            self = .commandLine
        } else if text.hasPrefix(Self.clientPrefix) {
            self = .client(String(text.dropFirst(Self.clientPrefix.count)))
        } else if text.hasPrefix(Self.accountPrefix),
            let id = UUIDv7(text.dropFirst(Self.accountPrefix.count))
        {
            self = .account(id)
        } else {
            return nil
        }
    }

    /// The actor as the log holds it: `account:` or `client:` and an identifier, or `command-line`.
    public var text: String {
        switch self {
        case .account(let id): Self.accountPrefix + id.description
        case .client(let id): Self.clientPrefix + id
        case .commandLine: Self.commandLineText
        }
    }
}
