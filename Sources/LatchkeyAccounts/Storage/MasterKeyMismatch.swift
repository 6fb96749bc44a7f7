/// The database belongs to another master key than the one that is configured.
public struct MasterKeyMismatch: Error, Sendable, Equatable, CustomStringConvertible {
    /// Makes the error.
    public init() {}

    /// One line that names the remedy.
    public var description: String {
        "the master key is not the one this database was made with; configure the right one "
            + "(it cannot be replaced: the signing keys are encrypted under it)"
    }
}
