public import FoundationEssentials
public import LatchkeyTokens

/// A row of the audit log as it lies in the database, whatever somebody may have made of it.
public struct AuditRow: Sendable, Equatable {
    /// The place in the log.
    public var sequence: Int64
    /// When it was recorded.
    public var recordedAt: Date
    /// The node that recorded it.
    public var node: UUIDv7
    /// What happened, as text.
    public var kind: String
    /// The octets of the account's identifier.
    public var accountID: [UInt8]?
    /// The octets of the session's identifier.
    public var sessionID: [UInt8]?
    /// The keyed digest of the name or address concerned.
    public var digest: [UInt8]?
    /// The variant.
    public var reason: String?
    /// Who did it, as text.
    public var actor: String?
    /// Personal detail of the side table; `nil` when there was none, or it has been erased.
    public var detail: String?
    /// What the detail's seal is made with; erased with it, so that the seal alone tells nothing.
    public var salt: [UInt8]?
    /// The seal of the detail; `nil` where there was none when the row was sealed.
    public var detailSeal: [UInt8]?
    /// The place in the node's chain, from 1 on; `nil` while the row is not sealed.
    public var index: Int64?
    /// The seal of the row and, through the one before it, of every earlier row of the chain.
    public var seal: [UInt8]?

    /// Collects the columns of a row.
    public init(
        sequence: Int64,
        recordedAt: Date,
        node: UUIDv7,
        kind: String,
        accountID: [UInt8]?,
        sessionID: [UInt8]?,
        digest: [UInt8]?,
        reason: String?,
        actor: String?,
        detail: String?,
        salt: [UInt8]?,
        detailSeal: [UInt8]?,
        index: Int64?,
        seal: [UInt8]?
    ) {
        (self.sequence, self.recordedAt, self.node, self.kind) = (sequence, recordedAt, node, kind)
        (self.accountID, self.sessionID, self.digest) = (accountID, sessionID, digest)
        (self.reason, self.actor, self.detail) = (reason, actor, detail)
        (self.salt, self.detailSeal, self.index, self.seal) = (salt, detailSeal, index, seal)
    }
}

/// How far a node's chain goes, and its last seal; authenticated, so that nobody else can shorten it.
public struct AuditChainHead: Sendable, Equatable {
    /// Whose chain.
    public var node: UUIDv7
    /// How many rows are sealed.
    public var length: Int64
    /// The seal of the last of them.
    public var seal: [UInt8]
    /// When that was made.
    public var sealedAt: Date
    /// What only the holder of the master key can make of the above.
    public var mac: [UInt8]

    /// Collects the columns of a head.
    public init(node: UUIDv7, length: Int64, seal: [UInt8], sealedAt: Date, mac: [UInt8]) {
        (self.node, self.length, self.seal) = (node, length, seal)
        (self.sealedAt, self.mac) = (sealedAt, mac)
    }
}

/// The seals of the audit log: one hash chain for each node.
public protocol AuditChainStore {
    /// The node that this process records for.
    var node: UUIDv7 { get }
    /// The nodes whose rows this process seals: its own, and those that have rows to seal and nobody to do it.
    func nodesToSeal() throws -> [UUIDv7]
    /// The heads of all chains, in the order of their nodes.
    func heads() throws -> [AuditChainHead]
    /// Every node that has recorded a row, in order.
    func nodes() throws -> [UUIDv7]
    /// The first rows of a node that are not sealed, in the order of the log, with their detail.
    func unsealed(of node: UUIDv7, limit: Int) throws -> [AuditRow]
    /// The sealed rows of a node above a place in its chain, in the order of the chain, with their detail.
    func sealed(of node: UUIDv7, after index: Int64, limit: Int) throws -> [AuditRow]
    /// Writes index, seals and salt of a row that has none.
    func seal(_ row: AuditRow) throws
    /// Writes a head in place of one of another length, `nil` for a new one.
    ///
    /// - Returns: `false` when the stored head has another length, and nothing was changed.
    func save(_ head: AuditChainHead, replacing length: Int64?) throws -> Bool
}

extension AuditChainStore {
    /// Its own alone.
    public func nodesToSeal() throws -> [UUIDv7] { [node] }
}
