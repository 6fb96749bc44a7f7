/// Whether the transaction under way has appended to the audit log; it stays on the writer's thread.
final class AuditMark {
    private(set) var isSet = false

    func set() { isSet = true }
}
