/// The database belongs to another master key than the one that is configured.
public struct MasterKeyMismatch: Error, Sendable, Equatable, CustomStringConvertible {
    /// Makes the error.
    public init() {}

    /// One line that names the remedy.
    public var description: String {
        "the master key is not the one that this database belongs to; configure the right one "
            + "(the new one, where latchkey key rotate --master has exchanged it)"
    }
}
