import Synchronization

/// The names whose passwords this process is trying right now.
final class AttemptsInFlight: Sendable {
    /// One attempt, from its reservation to its outcome; it ends with its last reference at the latest.
    final class Presence: Sendable {
        private let digest: [UInt8]
        private let attempts: AttemptsInFlight
        private let hasEnded = Mutex(false)

        fileprivate init(_ digest: [UInt8], in attempts: AttemptsInFlight) {
            self.digest = digest
            self.attempts = attempts
        }

        deinit { end() }

        /// Says that the outcome is known and written; saying it again does nothing.
        func end() {
            let isFirst = hasEnded.withLock { hasEnded in
                defer { hasEnded = true }
                return !hasEnded
            }
            if isFirst { attempts.leave(digest) }
        }
    }

    private let counts = Mutex<[[UInt8]: Int]>([:])

    /// Notes an attempt under a name.
    func enter(_ digest: [UInt8]) -> Presence {
        counts.withLock { $0[digest, default: 0] += 1 }
        return Presence(digest, in: self)
    }

    /// Whether an attempt under this name is undecided.
    func contains(_ digest: [UInt8]) -> Bool { counts.withLock { $0[digest] != nil } }

    private func leave(_ digest: [UInt8]) {
        counts.withLock { counts in
            guard let count = counts[digest] else { return }
            counts[digest] = count > 1 ? count - 1 : nil
        }
    }
}
