import LatchkeyJOSE

/// One thing that was looked at, and what to change where it is not as it should be.
struct CheckupFinding: Sendable, Equatable {
    /// How bad it is.
    enum Severity: String, Sendable, Comparable {
        /// As it should be.
        case good = "ok"
        /// It works, and somebody may want it otherwise.
        case warning
        /// It does not work, or is not safe.
        case problem

        private var rank: Int {
            switch self {
            case .good: 0
            case .warning: 1
            case .problem: 2
            }
        }

        static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }
    }

    let area: String
    let severity: Severity
    let sentence: String
    /// The line to write, or the command to run; `nil` where nothing is to be changed.
    let change: String?

    static func good(_ area: String, _ sentence: String) -> Self {
        Self(area: area, severity: .good, sentence: sentence, change: nil)
    }

    static func warning(_ area: String, _ sentence: String, change: String) -> Self {
        Self(area: area, severity: .warning, sentence: sentence, change: change)
    }

    static func problem(_ area: String, _ sentence: String, change: String) -> Self {
        Self(area: area, severity: .problem, sentence: sentence, change: change)
    }

    var json: JSONObject {
        .unique([
            ("area", .string(area)), ("severity", .string(severity.rawValue)), ("text", .string(sentence)),
            ("change", change.map { .string($0) } ?? .null),
        ])
    }
}
