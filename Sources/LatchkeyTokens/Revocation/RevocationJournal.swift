/// The latest durable entries in their order, for those who follow them and have missed little.
struct RevocationJournal: Sendable {
    private let limit: Int
    private var entries: [Revocation] = []
    /// The sequence number after which no entry is missing; `nil` before the first.
    private var start: Int64?

    /// Keeps at least so many of the latest entries, and at most twice as many.
    init(limit: Int) {
        self.limit = limit
    }

    /// Notes where the log ends that nothing was kept of so far.
    mutating func begin(at sequence: Int64) {
        if start == nil { start = sequence }
    }

    mutating func append(_ new: [Revocation]) {
        guard limit > 0, let first = new.first, let last = new.last else { return }
        guard last.sequence > (entries.last?.sequence ?? start ?? .min) else { return }
        // Read from the beginning, or all at once: only what comes after is worth keeping.
        guard start != nil, new.count <= limit else {
            (start, entries) = (last.sequence, [])
            return
        }
        let known = entries.last?.sequence ?? start ?? first.sequence - 1
        entries += new.drop { $0.sequence <= known }
        guard entries.count > 2 * limit else { return }
        let dropped = entries.count - limit
        start = entries[dropped - 1].sequence
        entries.removeFirst(dropped)
    }

    /// The entries between two numbers; `nil` when some of them are not kept.
    func entries(after sequence: Int64, upTo end: Int64) -> [Revocation]? {
        if sequence >= end { return [] }
        guard let start, sequence >= start else { return nil }
        // They are in order, and whoever asks has nearly all of them.
        var index = entries.count
        while index > 0, entries[index - 1].sequence > sequence { index -= 1 }
        return entries[index...].filter { $0.sequence <= end }
    }
}
