/// How long to wait, in words.
enum WaitText {
    static func tooManyAttempts(_ seconds: Int) -> String {
        "There were too many attempts. Please wait \(duration(seconds)) and try again."
    }

    static func busy(_ seconds: Int) -> String {
        "Many people are signing in right now. Please try again in \(duration(seconds))."
    }

    static func duration(_ seconds: Int) -> String {
        let (count, unit) = seconds < 60 ? (max(1, seconds), "second") : ((seconds - 1) / 60 + 1, "minute")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}
