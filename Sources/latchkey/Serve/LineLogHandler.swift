import FoundationEssentials
import Logging

/// Writes log messages to standard error: one line each, whatever is in them.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let fields = all.sorted { $0.key < $1.key }.map {
            " \(LogField.name(of: $0.key))=\(Self.quoted("\($0.value)"))"
        }
        // Names and addresses come from strangers: a line break of theirs must not begin a line of ours.
        let text = "\(event.message)\(fields.joined())".visible
        Output.complain(raw: "\(Timestamp.text(Date())) \(event.level) \(text)\n")
    }

    /// The value, in quotation marks where a space in it would hide its end.
    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.utf8.contains(where: { $0 <= 0x20 || $0 == 0x22 }) else { return value }
        return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
