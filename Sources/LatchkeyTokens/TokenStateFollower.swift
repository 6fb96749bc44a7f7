import FoundationEssentials
public import ServiceLifecycle

/// Keeps a process's revocation list, and its key ring where it has one, in step with what other processes commit.
///
/// Run it as a service beside the server. Every interval it asks the storage's cheap change marker, and reads only
/// when that has moved, so a command line or another node takes effect within one interval.
public final class TokenStateFollower: Service {
    private let storage: any RevocationStorage
    private let revocations: RevocationList
    private let keys: KeyRing?
    private let interval: Duration
    private let failed: @Sendable (any Error) -> Void

    /// Makes a follower.
    ///
    /// - Parameters:
    ///   - storage: the revocations of all processes.
    ///   - revocations: the list to keep up to date.
    ///   - keys: the ring to keep up to date; `nil` where the keys come from elsewhere.
    ///   - interval: the time between two looks.
    ///   - failed: told about a look that failed; the next one tries again.
    public init(
        storage: any RevocationStorage,
        revocations: RevocationList,
        keys: KeyRing? = nil,
        interval: Duration = .milliseconds(200),
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        self.storage = storage
        self.revocations = revocations
        self.keys = keys
        self.interval = interval
        self.failed = failed
    }

    /// Follows until the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var marker: Int64?
            while !Task.isCancelled {
                do {
                    let current = try await self.storage.changeMarker()
                    if current != marker { try await self.catchUp() }
                    marker = current
                } catch is CancellationError {
                    return
                } catch {
                    self.failed(error)
                }
                try? await Task.sleep(for: self.interval)
            }
        }
    }

    /// Reads everything that is new, once.
    public func catchUp() async throws {
        try await keys?.reload()
        try await revocations.catchUp(with: storage)
        revocations.removeExpired(at: Date())
    }
}
