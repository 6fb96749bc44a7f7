/// Where a written mail goes: an SMTP server, or a folder.
public protocol MailTransport: Sendable {
    /// Delivers a mail; when this returns, somebody else is responsible for it.
    ///
    /// - Returns: what the log may know, for example the file it went to; `nil` for nothing.
    /// - Throws: ``MailFailure``.
    func deliver(_ message: MailMessage) async throws(MailFailure) -> String?
}

/// Why a mail was not delivered.
public struct MailFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whether trying again can help.
    public let isTemporary: Bool
    /// The cause on one line, without anything that the mail said.
    public let reason: String

    private init(isTemporary: Bool, _ reason: String) {
        self.isTemporary = isTemporary
        self.reason = reason
    }

    /// Trying again may help.
    public static func temporary(_ reason: String) -> MailFailure { MailFailure(isTemporary: true, reason) }

    /// Trying again cannot help.
    public static func permanent(_ reason: String) -> MailFailure { MailFailure(isTemporary: false, reason) }

    /// The cause.
    public var description: String { reason }
}
