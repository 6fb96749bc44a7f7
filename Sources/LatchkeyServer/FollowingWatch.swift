import LatchkeyTokens
import Logging
import Synchronization

/// Notices that requests come and nobody follows what other processes commit.
///
/// So it is in an application that mounts the routes and does not run ``AuthServer`` as a service: revocations of others
/// would be missed, and after `revocation.maxStaleness` no token could be judged. The log says so at the first request, and
/// then every minute.
final class FollowingWatch: Sendable {
    private let isFollowed = Atomic(false)
    private let toldAt = Mutex<ContinuousClock.Instant?>(nil)
    /// How long a service may take to start after the first request.
    private let grace: Duration
    private let interval: Duration

    init(grace: Duration = .seconds(1), interval: Duration = .seconds(60)) {
        (self.grace, self.interval) = (grace, interval)
    }

    /// Notes that the service runs.
    func begin() { isFollowed.store(true, ordering: .releasing) }

    /// Takes notice of a request.
    func notice(_ freshness: RevocationFreshness?, _ logger: Logger) {
        guard !isFollowed.load(ordering: .acquiring), claimTurn() else { return }
        Task { [grace] in
            try? await Task.sleep(for: grace)
            complain(freshness, logger)
        }
    }

    private func claimTurn() -> Bool {
        let now = ContinuousClock.now
        return toldAt.withLock { toldAt in
            if let last = toldAt, now - last < interval { return false }
            toldAt = now
            return true
        }
    }

    private func complain(_ freshness: RevocationFreshness?, _ logger: Logger) {
        // The application may follow by itself, with a follower of its own.
        guard !isFollowed.load(ordering: .acquiring), freshness?.staleness.map({ $0 >= grace }) ?? true else {
            return
        }
        let bound = freshness.map { "\($0.maxStaleness.components.seconds) s" } ?? "a while"
        let consequence =
            freshness?.whenStale == .accept
            ? "tokens that were taken back elsewhere stay good"
            : "every token is refused with 503 after \(bound) (revocation.maxStaleness)"
        logger.error(
            """
            AuthServer does not run as a service, so nobody follows revocations, rotates keys and seals the audit log: \
            \(consequence); add it to the application: application.addServices(auth)
            """
        )
    }
}
