import FoundationEssentials

/// A moment to the minute: administrators compare it with logs, so it is no "5 minutes ago".
struct TimeView: Sendable, Equatable {
    /// RFC 3339 in UTC.
    let machine: String
    /// The same for people, for example `2026-11-22 09:30 UTC`.
    let text: String

    init(_ date: Date) {
        machine = date.ISO8601Format()
        text = "\(machine.prefix(16).replacing("T", with: " ")) UTC"
    }
}
