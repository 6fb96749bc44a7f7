import FoundationEssentials
public import LatchkeyTokens

/// Why a node's chain cannot go on.
public enum AuditChainError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The head was not made with this master key, or is gone although rows are sealed.
    case headUnusable(node: UUIDv7)
    /// Another process has sealed at the same time.
    case overtaken(node: UUIDv7)

    /// One line that names the remedy.
    public var description: String {
        switch self {
        case .headUnusable(let node):
            "the head of the audit chain of node \(node) has been changed or removed; see latchkey audit verify"
        case .overtaken(let node): "another process seals the audit chain of node \(node)"
        }
    }
}

/// Seals what this node has recorded, row by row, into its chain, and what nodes have left behind that ended.
///
/// A row that somebody changes after that, removes or moves is found by ``AuditVerification``. Until it is sealed, which
/// takes a second while the server runs, a row is protected by nothing but the database.
///
/// ```swift
/// let sealer = AuditSealer(storage: storage, masterKey: masterKey)
/// try await sealer.seal()
/// ```
public struct AuditSealer: Sendable {
    private static let portion = 500
    private static let saltSize = 16

    private let storage: any AccountStorage
    private let key: AuditChainKey
    private let interval: Duration

    /// Puts the sealer together.
    ///
    /// - Parameters:
    ///   - storage: the database that holds the log.
    ///   - masterKey: what the seals are made with.
    ///   - interval: the time between two looks.
    public init(storage: any AccountStorage, masterKey: MasterKey, interval: Duration = .seconds(1)) {
        self.storage = storage
        self.interval = interval
        key = AuditChainKey(masterKey)
    }

    /// Seals everything that this node has recorded so far, and what nobody else will.
    ///
    /// - Returns: how many rows.
    /// - Throws: ``AuditChainError`` when the chain must not go on, and the storage's errors.
    @discardableResult
    public func seal() async throws -> Int {
        var sealed = 0
        let (own, nodes) = try await storage.read { tx in
            (tx.auditChain.node, try tx.auditChain.nodesToSeal())
        }
        for node in nodes {
            do {
                sealed += try await seal(node)
            } catch AuditChainError.overtaken where node != own {
                // Somebody else has found it as well.
            }
        }
        return sealed
    }

    private func seal(_ node: UUIDv7) async throws -> Int {
        var sealed = 0
        // Looks without writing, because most looks find nothing.
        while try await storage.read({ try !$0.auditChain.unsealed(of: node, limit: 1).isEmpty }) {
            sealed += try await storage.transaction { tx in try self.step(of: node, in: tx) }
        }
        return sealed
    }

    /// Seals once an interval until the task is cancelled.
    ///
    /// - Parameter failed: told once about each different reason why it could not.
    public func run(failed: @Sendable (any Error) -> Void) async {
        var last: String?
        while !Task.isCancelled {
            do {
                try await seal()
                last = nil
            } catch is CancellationError {
                break
            } catch {
                let reason = "\(error)"
                if reason != last { failed(error) }
                last = reason
            }
            try? await Task.sleep(for: interval)
        }
    }

    private func step(of node: UUIDv7, in tx: any AccountTransaction) throws -> Int {
        let chain = tx.auditChain
        let rows = try chain.unsealed(of: node, limit: Self.portion)
        guard !rows.isEmpty else { return 0 }
        let old = try head(of: node, in: chain)
        var (length, seal) = (old?.length ?? 0, old?.seal ?? [])
        for var row in rows {
            length += 1
            row.index = length
            if let detail = row.detail {
                let salt = RandomOctets.make(Self.saltSize)
                (row.salt, row.detailSeal) = (salt, key.seal(ofDetail: detail, salt: salt))
            }
            seal = key.seal(of: row, after: seal)
            row.seal = seal
            try chain.seal(row)
        }
        let new = key.head(node: node, length: length, seal: seal, sealedAt: tx.now)
        guard try chain.save(new, replacing: old?.length) else {
            throw AuditChainError.overtaken(node: node)
        }
        return rows.count
    }

    /// The head to go on from; a chain that somebody has touched is not whitewashed by a new one.
    private func head(of node: UUIDv7, in chain: any AuditChainStore) throws -> AuditChainHead? {
        let head = try chain.heads().first { $0.node == node }
        if let head {
            guard key.authenticates(head) else { throw AuditChainError.headUnusable(node: node) }
        } else if try !chain.sealed(of: node, after: 0, limit: 1).isEmpty {
            throw AuditChainError.headUnusable(node: node)
        }
        return head
    }
}
