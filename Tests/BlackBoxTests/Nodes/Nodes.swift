import Foundation
import TestPostgres

/// Servers over one PostgreSQL database and one master key, each with a data folder of its own.
struct Nodes {
    let servers: [Server]
    let folders: [TemporaryFolder]
    let environment: [String: String]

    /// Runs `body` with servers over a database of its own, and ends them.
    static func with<Result>(
        _ count: Int = 2,
        settings: [String: String] = [:],
        listening: Bool = false,
        _ body: (Nodes) async throws -> Result
    ) async throws -> Result {
        try await PostgresCluster.shared().withDatabase { url in
            var environment = settings
            environment["LATCHKEY_DATABASE"] = url
            environment["LATCHKEY_MASTER_KEY"] = Data(repeating: 7, count: 32).base64EncodedString()
            if listening { environment["LATCHKEY_DATABASE_LISTEN_URL"] = url }
            let folders = try (0..<count).map { _ in try TemporaryFolder() }
            // All at once, over an empty database.
            let servers = try await withThrowingTaskGroup(of: (Int, Server).self) { [environment] group in
                for (number, folder) in folders.enumerated() {
                    group.addTask { (number, try await Server.start(folder, environment: environment)) }
                }
                var started: [(Int, Server)] = []
                for try await server in group { started.append(server) }
                return started.sorted { $0.0 < $1.0 }.map(\.1)
            }
            return try await body(Nodes(servers: servers, folders: folders, environment: environment))
        }
    }

    /// Runs a command beside the servers.
    func run(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program.run(arguments + ["--data", folders[0].data], environment: environment)
    }

    /// Seconds until a condition holds; `nil` when it does not within a second.
    static func seconds(until condition: () async throws -> Bool) async throws -> Double? {
        let start = ContinuousClock.now
        while true {
            if try await condition() {
                return Double((ContinuousClock.now - start).components.attoseconds) / 1e18
            }
            guard ContinuousClock.now - start < .seconds(1) else { return nil }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
