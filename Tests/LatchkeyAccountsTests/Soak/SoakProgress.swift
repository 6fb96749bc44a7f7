import Foundation

/// How far a long run has come, drawn in one line of standard error when `LATCHKEY_PROGRESS` is set.
struct SoakProgress {
    private static let width = 30

    private let total: Int
    private let unit: String
    private let isShown = ProcessInfo.processInfo.environment["LATCHKEY_PROGRESS"] != nil
    private let start = ContinuousClock.now
    private var done = 0
    private var lastDrawn: ContinuousClock.Instant?

    init(total: Int, unit: String) { (self.total, self.unit) = (max(1, total), unit) }

    mutating func advance(by count: Int = 1) {
        done += count
        guard isShown else { return }
        let now = ContinuousClock.now
        if done < total, let lastDrawn, now - lastDrawn < .milliseconds(200) { return }
        lastDrawn = now
        let filled = min(done, total) * Self.width / total
        let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: Self.width - filled)
        let seconds = max(0.001, (now - start) / .seconds(1))
        let line =
            "\r\u{1B}[K[\(bar)] \(min(done, total) * 100 / total) % \(done) of \(total) \(unit), "
            + "\(Int(Double(done) / seconds))/s" + (done >= total ? "\n" : "")
        FileHandle.standardError.write(Data(line.utf8))
    }
}
