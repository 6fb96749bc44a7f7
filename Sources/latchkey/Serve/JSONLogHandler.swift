import FoundationEssentials
import LatchkeyJOSE
import Logging

/// Writes log messages to standard error: one JSON object each.
///
/// `time`, `level` and `message` come first, then the fields of the message; a field of one of those names is left out.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        var members: [(name: String, value: JSONValue)] = [
            ("time", .string(Timestamp.text(Date()))), ("level", .string(event.level.rawValue)),
            ("message", .string("\(event.message)")),
        ]
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            let name = LogField.name(of: key)
            guard !members.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { continue }
            members.append((name, .string("\(value)")))
        }
        guard let object = try? JSONObject(members: members) else { return }
        Output.complain(raw: object.compact.json() + "\n")
    }
}

/// What fields are called in the log.
enum LogField {
    /// Hummingbird's own word for the identifier that answers call `request_id`.
    static func name(of key: String) -> String { key == "hb.request.id" ? "request_id" : key }
}
