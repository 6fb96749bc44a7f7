/// How far each subscriber has come in the audit log.
public protocol AuditCursorStore {
    /// The sequence number of the last event that a subscriber has handled; `nil` for a new one.
    func cursor(of subscriber: String) throws -> Int64?

    /// Gives a new subscriber its first place; one that has a place keeps it.
    func begin(_ subscriber: String, at sequence: Int64) throws

    /// Moves a cursor in one conditional statement.
    ///
    /// - Returns: `false` when the cursor was not at `old`: another process has moved it, and nothing was changed.
    func advance(_ subscriber: String, from old: Int64, to new: Int64) throws -> Bool
}
