/// How much JSON a reader takes before it refuses, whatever the text says.
///
/// Refusing early keeps hostile text cheap: no amount of brackets or digits costs more than one pass over the
/// octets that are allowed.
public struct JSONLimits: Sendable, Hashable {
    /// The longest text, in octets.
    public var size: Int
    /// The deepest nesting of arrays and objects; the outermost object is level 1.
    public var depth: Int
    /// The longest number, in characters.
    public var numberLength: Int

    /// Limits for a reader.
    ///
    /// - Parameters:
    ///   - size: the longest text, in octets.
    ///   - depth: the deepest nesting of arrays and objects.
    ///   - numberLength: the longest number, in characters.
    public init(size: Int = 1 << 20, depth: Int = 32, numberLength: Int = 256) {
        self.size = size
        self.depth = depth
        self.numberLength = numberLength
    }

    /// One MiB, 32 levels, numbers of 256 characters.
    public static let `default` = JSONLimits()
}
