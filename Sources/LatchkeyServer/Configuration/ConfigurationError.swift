/// What is wrong with a configuration, in one line that names the fix.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong; the whole line where the fix is not said apart.
    package let fault: String
    /// What to do about it, where it is said apart.
    package let remedy: String?
    /// Whether nothing is wrong but that others may read a secret.
    package let isOpenSecret: Bool

    init(_ fault: String, remedy: String? = nil, isOpenSecret: Bool = false) {
        (self.fault, self.remedy, self.isOpenSecret) = (fault, remedy, isOpenSecret)
    }

    /// The line.
    public var description: String { remedy.map { "\(fault); \($0)" } ?? fault }
}
