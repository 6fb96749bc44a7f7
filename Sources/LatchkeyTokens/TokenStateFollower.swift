import FoundationEssentials
public import ServiceLifecycle

/// Keeps a process's revocation list, and its key ring where it has one, in step with what other processes commit.
///
/// Run it as a service beside the server. Every interval, and whenever the storage hears of a change, it asks the cheap
/// change marker, and reads only when that has moved, so a command line or another node takes effect within one interval.
/// After each look it notes in the list's ``RevocationList/freshness`` that the list is complete.
public final class TokenStateFollower: Service {
    private let storage: any RevocationStorage
    private let revocations: RevocationList
    private let keys: KeyRing?
    private let interval: Duration
    private let prepare: (@Sendable () async -> Bool)?
    private let failed: @Sendable (any Error) -> Void

    /// Makes a follower.
    ///
    /// - Parameters:
    ///   - storage: the revocations of all processes.
    ///   - revocations: the list to keep up to date.
    ///   - keys: the ring to keep up to date; `nil` where the keys come from elsewhere.
    ///   - interval: the time between two looks; the storage's own unless told otherwise.
    ///   - prepare: does what has to be done before something new is read; `false` has it asked again at the next look.
    ///   - failed: told about a look that failed; the next one tries again.
    public init(
        storage: any RevocationStorage,
        revocations: RevocationList,
        keys: KeyRing? = nil,
        interval: Duration? = nil,
        prepare: (@Sendable () async -> Bool)? = nil,
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        self.storage = storage
        self.revocations = revocations
        self.keys = keys
        self.interval = interval ?? storage.followInterval
        self.prepare = prepare
        self.failed = failed
    }

    /// Follows until the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            self.storage.changeSignal?.add(wake)
            async let ticking: Void = self.tick(wake)
            var marker: Int64?
            for await _ in wakes {
                do {
                    let freshness = self.revocations.freshness
                    let asked = freshness?.mark()
                    let current = try await self.storage.changeMarker()
                    if current != marker {
                        let isPrepared = await self.prepare?() ?? true
                        try await self.catchUp()
                        marker = isPrepared ? current : nil
                    }
                    if let asked { freshness?.noteComplete(asOf: asked) }
                } catch is CancellationError {
                    break
                } catch {
                    self.failed(error)
                }
            }
            wake.finish()
            await ticking
        }
    }

    /// Wakes at every interval, from now on, until the task is cancelled.
    private func tick(_ wake: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            wake.yield()
            try? await Task.sleep(for: interval)
        }
        wake.finish()
    }

    /// Reads everything that is new, once.
    public func catchUp() async throws {
        try await keys?.reload()
        try await revocations.catchUp(with: storage)
        revocations.removeExpired(at: Date())
    }
}
