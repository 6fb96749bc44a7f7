import Logging

/// Keeps a request's metadata, as every real handler does, and writes nothing.
struct SilentLogHandler: LogHandler {
    static let logger = Logger(label: "test") { _ in SilentLogHandler() }

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {}
}
