/// How far something has come, drawn in one line of standard error when that is a terminal, else not at all.
struct ProgressBar {
    private static let width = 30
    private static let interval = Duration.milliseconds(100)

    private let isShown = Descriptor.isTerminal(Descriptor.standardError)
    private let clock = ContinuousClock()
    private var lastDrawn: ContinuousClock.Instant?

    /// Draws the bar anew, ten times a second at most; `words` stand behind it.
    mutating func show(_ done: Int, of total: Int, _ words: @autoclosure () -> String) {
        guard isShown else { return }
        let now = clock.now
        if let lastDrawn, now - lastDrawn < Self.interval { return }
        lastDrawn = now
        let share = total > 0 ? Double(min(max(done, 0), total)) / Double(total) : 1
        let filled = Int((share * Double(Self.width)).rounded(.down))
        let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: Self.width - filled)
        let percent = Int((share * 100).rounded(.down))
        Output.complain(raw: "\r\u{1B}[K[\(bar)] \(percent) % \(words())")
    }

    /// Takes the line away again.
    mutating func end() {
        guard isShown, lastDrawn != nil else { return }
        Output.complain(raw: "\r\u{1B}[K")
        lastDrawn = nil
    }
}
