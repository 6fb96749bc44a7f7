/// Help screens of the argument parser, which wraps everything but the line that shows the usage.
enum HelpText {
    private static let label = "USAGE: "

    /// The same text with its usage broken between options, so that it fits 80 columns.
    static func fitted(_ help: String) -> String {
        help.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(label) ? usage($0) : String($0) }
            .joined(separator: "\n")
    }

    private static func usage(_ line: Substring) -> String {
        let indent = String(repeating: " ", count: label.count)
        var lines: [String] = []
        var current = ""
        for part in parts(of: line.dropFirst(label.count)) {
            if !current.isEmpty, label.count + current.count + 1 + part.count > Table.width {
                lines.append(current)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + part
        }
        return label + (lines + [current]).joined(separator: "\n" + indent)
    }

    /// Words, with what stands between brackets, or an option and its value, kept together.
    private static func parts(of usage: Substring) -> [String] {
        var parts: [String] = []
        for word in usage.split(separator: " ") {
            let last = parts.last ?? ""
            let isOpen = last.count(where: { $0 == "[" }) > last.count(where: { $0 == "]" })
            if isOpen || (last.hasPrefix("--") && word.hasPrefix("<")) {
                parts[parts.count - 1] += " \(word)"
            } else {
                parts.append(String(word))
            }
        }
        return parts
    }
}
