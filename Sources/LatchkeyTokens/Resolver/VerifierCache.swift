import FoundationEssentials
import Synchronization

/// Verifiers by the clues they were chosen by; bounded, and what is used stays longest.
///
/// Two halves: the younger one fills up, becomes the older one, and the older one is dropped; a hit in the older one
/// moves up. So every operation takes constant time.
final class VerifierCache: Sendable {
    private struct Entry {
        let verifier: TokenVerifier
        let storedAt: Date
    }

    private struct State {
        var younger: [[TokenClue: ExactText]: Entry] = [:]
        var older: [[TokenClue: ExactText]: Entry] = [:]
        /// Moves with every forgetting, so that what was found out before it is not kept after it.
        var generation: UInt64 = 0
    }

    private let half: Int
    private let lifetime: TimeInterval
    private let state = Mutex(State())

    init(capacity: Int, lifetime: TimeInterval) {
        half = max(capacity / 2, 1)
        self.lifetime = lifetime
    }

    var count: Int { state.withLock { $0.younger.count + $0.older.count } }

    var generation: UInt64 { state.withLock { $0.generation } }

    func verifier(for clues: TokenClues, at now: Date) -> TokenVerifier? {
        state.withLock { state in
            let key = clues.values
            guard let entry = state.younger[key] ?? state.older[key] else { return nil }
            // A clock that was set back must not lengthen a life.
            guard (0..<lifetime).contains(now.timeIntervalSince(entry.storedAt)) else {
                state.younger[key] = nil
                state.older[key] = nil
                return nil
            }
            if state.younger[key] == nil { insert(entry, key, into: &state) }
            return entry.verifier
        }
    }

    /// Keeps a verifier, unless something was forgotten since `generation`.
    func insert(_ verifier: TokenVerifier, for clues: TokenClues, generation: UInt64, at now: Date) {
        guard lifetime > 0 else { return }
        state.withLock { state in
            guard state.generation == generation else { return }
            insert(Entry(verifier: verifier, storedAt: now), clues.values, into: &state)
        }
    }

    func removeAll(where isForgotten: (TokenClues) -> Bool) {
        state.withLock { state in
            state.generation += 1
            state.younger = state.younger.filter { !isForgotten(TokenClues(values: $0.key)) }
            state.older = state.older.filter { !isForgotten(TokenClues(values: $0.key)) }
        }
    }

    private func insert(_ entry: Entry, _ key: [TokenClue: ExactText], into state: inout State) {
        state.older[key] = nil
        if state.younger[key] == nil, state.younger.count >= half {
            state.older = state.younger
            state.younger = [:]
        }
        state.younger[key] = entry
    }
}
