import FoundationEssentials
import LatchkeyTokens
import ServiceLifecycle
import Synchronization

/// Hands the revocations to services that have no database, as signed documents.
///
/// What all of them read is made once for each change, and at most once a second; who follows gets what is new.
final class RevocationFeed: Sendable {
    /// A signed document.
    struct Document: Sendable {
        let text: String
        let sequence: Int64
    }

    /// The list is older than it may be: what it lacks would pass for good.
    struct TooOld: Error {}

    private struct Whole: Sendable {
        let document: Document
        let keyGeneration: UInt64
        let madeAt: ContinuousClock.Instant
    }

    /// How many requests may wait for a change at once; further ones are answered at once.
    static let waiterLimit = 1000
    /// The longest that a request may wait, in seconds.
    static let longestWait = 30
    /// How many of the latest entries are at hand for those who follow.
    static let journalLimit = 4096
    /// The shortest time from one whole document to the next.
    private static let pace = Duration.seconds(1)
    /// How long a whole document is handed out that nothing has changed in: it says when it was complete.
    private static let renewal = Duration.seconds(15)

    private let list: RevocationList
    private let keys: KeyRing
    private let issuer: String
    private let waiters = Atomic(0)
    private let whole = Mutex<Whole?>(nil)

    init(list: RevocationList, keys: KeyRing, issuer: String) {
        (self.list, self.keys, self.issuer) = (list, keys, issuer)
    }

    /// How far the log of revocations has been followed.
    var sequence: Int64 { list.sequence }

    /// Seconds since the list was last known to be complete, rounded up.
    func age() throws(TooOld) -> Int {
        guard let freshness = list.freshness else { return 0 }
        guard let staleness = freshness.staleness, !freshness.isTooOld else { throw TooOld() }
        return Int((staleness / .seconds(1)).rounded(.up))
    }

    /// Returns when the log has grown beyond a place, or the time is over, or the server ends.
    ///
    /// - Returns: whether it waited, or would have.
    func wait(beyond sequence: Int64, upTo time: Duration) async -> Bool {
        guard list.sequence == sequence else { return true }
        defer { waiters.subtract(1, ordering: .relaxed) }
        guard waiters.add(1, ordering: .relaxed).newValue <= Self.waiterLimit else { return false }
        let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        list.followed.add(change)
        let timer = Task {
            try? await Task.sleep(for: time)
            change.finish()
        }
        defer { timer.cancel() }
        await withGracefulShutdownHandler {
            // One that came before the listener was there.
            guard list.sequence == sequence else { return }
            for await _ in changes where list.sequence != sequence { return }
        } onGracefulShutdown: {
            change.finish()
        }
        change.finish()
        return true
    }

    /// What has been revoked after a place in the log; `nil` when only the whole list can tell.
    func document(after sequence: Int64) throws -> Document? {
        guard let (entries, end) = list.entries(after: sequence) else { return nil }
        let now = Date()
        let text = try RevocationSnapshot.sign(
            entries,
            after: min(sequence, end),
            to: end,
            issuer: issuer,
            completeAt: now - Double(try age()),
            by: keys.signingKey(at: now)
        )
        return Document(text: text, sequence: end)
    }

    /// Everything that is revoked.
    func document() async throws -> Document {
        while true {
            let wait = whole.withLock { whole -> Duration? in
                guard let whole, whole.keyGeneration == keys.generation else { return nil }
                let age = ContinuousClock.now - whole.madeAt
                if whole.document.sequence == list.sequence, age < Self.renewal { return .zero }
                return age < Self.pace ? Self.pace - age : nil
            }
            if wait == .zero, let document = whole.withLock({ $0?.document }) { return document }
            guard let wait, wait > .zero else { return try make() }
            try await Task.sleep(for: wait)
        }
    }

    /// One at a time: whoever comes meanwhile finds it made.
    private func make() throws -> Document {
        let generation = keys.generation
        return try whole.withLock { whole in
            let now = ContinuousClock.now
            if let whole, whole.keyGeneration == generation, now - whole.madeAt < Self.pace {
                return whole.document
            }
            let content = list.content
            let date = Date()
            let text = try RevocationSnapshot.sign(
                content,
                issuer: issuer,
                completeAt: date - Double(try age()),
                by: keys.signingKey(at: date)
            )
            let document = Document(text: text, sequence: content.sequence)
            whole = Whole(document: document, keyGeneration: generation, madeAt: now)
            return document
        }
    }
}
