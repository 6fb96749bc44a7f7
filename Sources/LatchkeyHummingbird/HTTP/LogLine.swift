/// Text that may quote a client, as one bounded line for the log.
struct LogLine: CustomStringConvertible {
    let description: String

    init(_ cause: some Any) {
        let scalars = "\(cause)".unicodeScalars.prefix(300)
        let line = scalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        description = String(String.UnicodeScalarView(line))
    }
}
