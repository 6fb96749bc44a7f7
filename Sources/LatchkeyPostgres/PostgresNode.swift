import FoundationEssentials
public import ServiceLifecycle

/// What goes on beside a server over PostgreSQL: it holds the place of a node, and listens for what other nodes change.
///
/// ```swift
/// let node = try await PostgresNode.join(storage) { error in logger.error("…") }
/// application.addServices(node)
/// ```
public struct PostgresNode: Service {
    private let storage: PostgresStorage
    private let failed: @Sendable (any Error) -> Void

    /// Takes the place of a node.
    ///
    /// - Parameters:
    ///   - storage: the database.
    ///   - failed: told once about each different failure; what failed is tried again.
    /// - Returns: the service to run.
    /// - Throws: ``PostgresStorageError``.
    public static func join(
        _ storage: PostgresStorage,
        failed: @escaping @Sendable (any Error) -> Void
    ) async throws -> PostgresNode {
        try await storage.joinNode()
        return PostgresNode(storage: storage, failed: failed)
    }

    /// Holds the place, and listens, until the service group shuts down.
    public func run() async throws {
        let listener = try storage.options.listenURL.map { url in
            try ChangeListener.start(url: url, storage: storage, failed: failed)
        }
        await cancelWhenGracefulShutdown {
            var last: String?
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(NodeLease.duration / 3))
                guard !Task.isCancelled else { break }
                last = await hold(last)
            }
        }
        await listener?.stop()
    }

    /// Holds the place longer; returns what was wrong, which is told only once.
    private func hold(_ last: String?) async -> String? {
        do {
            try await storage.joinNode()
            return nil
        } catch {
            if "\(error)" != last { failed(error) }
            return "\(error)"
        }
    }
}

extension PostgresNode: CustomStringConvertible {
    /// The name alone, as logs show services.
    public var description: String { "PostgresNode" }
}
