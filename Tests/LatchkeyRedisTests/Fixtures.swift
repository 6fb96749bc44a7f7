import Foundation
import LatchkeyRedis
import Synchronization
import TestRedis

/// A client of the shared server whose keys are those of no other test.
func testClient(
    _ change: (inout RedisOptions) -> Void = { _ in }
) async throws -> RedisClient {
    try client(of: try await RedisProcess.shared(), change)
}

/// A client of a server.
func client(
    of process: RedisProcess,
    _ change: (inout RedisOptions) -> Void = { _ in },
    changed: @escaping @Sendable (RedisAvailability) -> Void = { _ in }
) throws -> RedisClient {
    var options = RedisOptions()
    options.prefix = "test-\(UUID().uuidString)"
    // A machine with many tests on it takes its time.
    options.commandTimeout = .seconds(10)
    options.connectTimeout = .seconds(10)
    change(&options)
    return try RedisClient(RedisServer(url: process.url), options: options, changed: changed)
}

/// Waits until a condition holds.
func eventually(within seconds: TimeInterval = 60, _ condition: () async throws -> Bool) async throws -> Bool
{
    let deadline = Date() + seconds
    while try await !condition() {
        guard Date() < deadline else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}

/// What was told, in its order.
final class Told<Value: Sendable>: Sendable {
    private let all = Mutex<[Value]>([])

    var values: [Value] { all.withLock { $0 } }

    func add(_ value: Value) { all.withLock { $0.append(value) } }
}
