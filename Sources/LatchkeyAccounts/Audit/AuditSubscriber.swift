/// Something that acts on what the audit log records: notices by mail, webhooks.
///
/// ```swift
/// struct Notices: AuditSubscriber {
///     let name = "mail-notices"
///     func handle(_ events: [RecordedAuditEvent], in tx: any AccountTransaction) throws {
///         for recorded in events where recorded.event.kind == .accountLocked { try tx.mail.enqueue(…) }
///     }
/// }
/// ```
public protocol AuditSubscriber: Sendable {
    /// The name under which its place in the log is kept; it can never change.
    var name: String { get }

    /// Acts on events, oldest first, each of them once.
    ///
    /// What is written to `tx` and the step past these events become durable together, so a crash neither loses nor
    /// doubles it. An error undoes both, and the same events come again later: throw for what may pass (a full disk),
    /// never for what an event says.
    func handle(_ events: [RecordedAuditEvent], in tx: any AccountTransaction) throws
}
