/// The names of roles: 1 to 64 printable ASCII characters without space, comma, quote and backslash.
///
/// Those stand between roles, or around them, in tokens, files and configuration.
public enum RoleName {
    /// Whether a role may have this name.
    public static func isValid(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x2C && $0 != 0x5C }
    }
}
