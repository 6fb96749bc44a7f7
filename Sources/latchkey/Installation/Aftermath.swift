import LatchkeyAccounts
import LatchkeyRedis
import LatchkeyServer
import LatchkeyTokens
import Synchronization

/// What a command does for others once its work is done, whether it succeeded or not.
final class Aftermath: Sendable {
    /// That of the command that runs; `nil` for a server, which has services for it.
    @TaskLocal static var current: Aftermath?

    private let steps = Mutex<[@Sendable () async -> Void]>([])

    func add(_ step: @escaping @Sendable () async -> Void) { steps.withLock { $0.append(step) } }

    func run() async {
        for step in steps.withLock({ $0 }) { await step() }
    }
}

extension Installation {
    /// Sees to it that nodes hear at once, through Redis, of what the command that runs revokes or rotates.
    ///
    /// Nobody waits for it longer than `redis.timeout`, and a Redis that is gone fails no command: every node reads the
    /// database at its interval.
    func announceChanges() async throws {
        guard let aftermath = Aftermath.current, configuration.redis.url != nil else { return }
        // A server says what is wrong with a setting of Redis.
        guard let shared = try? SharedMemory.find(configuration) else { return }
        let marker = try await storage.changeMarker()
        aftermath.add { [storage] in
            defer { shared.close() }
            guard let now = try? await storage.changeMarker(), now != marker else { return }
            try? await RedisPropagation.tell(shared.redis)
        }
    }
}
