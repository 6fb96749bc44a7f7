/// What is wrong with a configuration, in one line that names the fix.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
