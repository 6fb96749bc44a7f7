import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization

/// Makes the status lists, each anew when something was revoked, and at most once a second.
///
/// A list in which no place is left is retired an hour after the last token in it has expired: nobody gets it any more,
/// and nothing of it is kept.
final class StatusListPublisher: Sendable {
    /// A list as it is handed out.
    struct Document: Sendable {
        let text: String
    }

    private struct Made: Sendable {
        let document: Document
        let sequence: Int64
        let keyGeneration: UInt64
        let madeAt: ContinuousClock.Instant
    }

    private struct Known: Sendable {
        /// Nobody gets a place in them any more, so they stay what they are.
        var retired: Set<Int64> = []
        var usedAt: [Int64: ContinuousClock.Instant] = [:]
    }

    /// Seconds after the end of its last token in which a list may still be asked for: for clocks that differ.
    private static let grace: TimeInterval = 3600
    private static let pace = Duration.seconds(1)
    /// Times the lifetime for which a list is good without having been asked for again.
    private static let patience = 10.0

    let places: StatusPlaces
    /// Seconds for which a list may be kept.
    let lifetime: TimeInterval
    private let storage: any AccountStorage
    private let revocations: RevocationList
    private let keys: KeyRing
    private let issuer: String
    /// How long a list is known to be in use before it is looked at again.
    private let memory: Duration
    private let known = Mutex(Known())
    private let made = Mutex<[Int64: Made]>([:])

    init(
        _ places: StatusPlaces,
        lifetime: TimeInterval,
        storage: any AccountStorage,
        revocations: RevocationList,
        keys: KeyRing,
        issuer: String,
        memory: Duration = .seconds(60)
    ) {
        self.memory = memory
        (self.places, self.lifetime, self.storage) = (places, lifetime, storage)
        (self.revocations, self.keys, self.issuer) = (revocations, keys, issuer)
    }

    /// The addresses of every list that somebody may need.
    func addresses() async throws -> [String] {
        let taken = try await storage.read { try $0.statuses.taken() }
        let lists = 0...StatusPlaces.list(of: max(taken - 1, 0))
        let retired = try await findRetired(lists)
        return lists.filter { !retired.contains($0) }.map { places.address(of: $0) }
    }

    /// Those of some lists that exist which nobody needs any more.
    private func findRetired(_ lists: some Sequence<Int64>) async throws -> Set<Int64> {
        let now = ContinuousClock.now
        let due = known.withLock { known in
            lists.filter { list in
                !known.retired.contains(list) && known.usedAt[list].map { now - $0 >= memory } ?? true
            }
        }
        guard !due.isEmpty else { return known.withLock { $0.retired } }
        let retired = try await storage.read { tx in
            let newest = StatusPlaces.list(of: max(try tx.statuses.taken() - 1, 0))
            let moment = tx.now - Self.grace
            return try due.filter {
                try $0 < newest && !tx.statuses.isInUse(StatusPlaces.places(in: $0), at: moment)
            }
        }
        made.withLock { made in for list in retired { made[list] = nil } }
        return known.withLock { known in
            for list in due { known.usedAt[list] = now }
            for list in retired { known.usedAt[list] = nil }
            known.retired.formUnion(retired)
            return known.retired
        }
    }

    /// A list, signed; `nil` for one that does not exist, or not any more.
    func document(of list: Int64) async throws -> Document? {
        if made.withLock({ $0[list] != nil }), try await findRetired([list]).contains(list) { return nil }
        let (sequence, generation) = (revocations.sequence, keys.generation)
        if let made = made.withLock({ $0[list] }), made.keyGeneration == generation {
            let age = ContinuousClock.now - made.madeAt
            if age < Self.pace || made.sequence == sequence && age < .seconds(lifetime / 2) {
                return made.document
            }
        }
        // Before the database is asked: what it answers is no older.
        let moment = ContinuousClock.now
        let range = StatusPlaces.places(in: list)
        let found = try await storage.read { tx -> [Int64]? in
            guard try tx.statuses.taken() > range.lowerBound || list == 0 else { return nil }
            return try tx.statuses.invalidated(in: range, at: tx.now)
        }
        guard let found, try await !findRetired([list]).contains(list) else { return nil }
        let document = try sign(list, invalidated: found)
        made.withLock { made in
            made[list] = Made(
                document: document,
                sequence: sequence,
                keyGeneration: generation,
                madeAt: moment
            )
        }
        return document
    }

    private func sign(_ list: Int64, invalidated: [Int64]) throws -> Document {
        let now = Date()
        var bits = StatusList(count: StatusPlaces.count, issuedAt: now, lifetime: Int64(lifetime))
        for place in invalidated { bits.invalidate(places.index(of: place)) }
        let text = try bits.signed(
            issuer: issuer,
            uri: places.address(of: list),
            expiresAt: now + lifetime * Self.patience,
            by: keys.signingKey(at: now)
        )
        return Document(text: text)
    }
}
