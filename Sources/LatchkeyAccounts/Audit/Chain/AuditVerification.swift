import FoundationEssentials
public import LatchkeyTokens

/// The first place at which the audit log is not what was sealed.
public struct AuditFault: Sendable, Equatable {
    /// What is wrong there.
    public enum Kind: String, Sendable, CaseIterable {
        /// A row is not what was sealed at its place: changed, or put in another's place.
        case rowChanged = "row_changed"
        /// The row of this place is gone.
        case rowMissing = "row_missing"
        /// The personal detail beside a row is not what was sealed; erasing it is no fault.
        case detailChanged = "detail_changed"
        /// The chain ends before its head says so.
        case tailMissing = "tail_missing"
        /// The chain goes on behind its head.
        case headBehind = "head_behind"
        /// The chain has no head.
        case headMissing = "head_missing"
        /// The head was not made with this master key: changed, or of another installation.
        case headChanged = "head_changed"
        /// A row that should have been sealed long ago is not: its seal was removed, or it was put in afterwards.
        case rowUnsealed = "row_unsealed"
        /// The chain does not pass through the place that was noted down.
        case anchorMissing = "anchor_missing"
    }

    /// What is wrong.
    public let kind: Kind
    /// The node whose chain it is.
    public let node: UUIDv7
    /// The place in the chain, where there is one.
    public let index: Int64?
    /// The place in the log, where there is one.
    public let sequence: Int64?
}

/// A place in a chain that was noted down elsewhere: proof against whoever can bring back an old database.
public struct AuditAnchor: Sendable, Equatable {
    /// Whose chain.
    public let node: UUIDv7
    /// How many rows it had.
    public let length: Int64
    /// The seal of the last of them.
    public let seal: [UInt8]

    /// The anchor that a head gives.
    public init(_ head: AuditChainHead) {
        (node, length, seal) = (head.node, head.length, head.seal)
    }

    /// Reads what ``text`` gives; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let node = UUIDv7(parts[0]), let length = Int64(parts[1]), length > 0,
            let seal = Self.octets(parts[2].utf8), seal.count == 32
        else { return nil }
        (self.node, self.length, self.seal) = (node, length, seal)
    }

    /// Node, length and seal, with colons between them.
    public var text: String {
        let digits = Array("0123456789abcdef".utf8)
        let hex = seal.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "\(node):\(length):\(String(decoding: hex, as: UTF8.self))"
    }

    private static func octets(_ hex: Substring.UTF8View) -> [UInt8]? {
        let digits = hex.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}

/// Whether the audit log is what was recorded.
public struct AuditVerification: Sendable, Equatable {
    /// The chains, in the order of their nodes.
    public internal(set) var heads: [AuditChainHead] = []
    /// How many rows are not sealed yet.
    public internal(set) var unsealed = 0
    /// How many sealed details have been erased since, as they are with an account.
    public internal(set) var erasedDetails = 0
    /// The first thing that is wrong; `nil` when the chains are whole.
    public internal(set) var fault: AuditFault?
}

/// Follows every chain of the audit log from its first row to its head.
///
/// Finds rows that were changed, removed, moved or put in, a removed tail, and chains of another master key. It cannot
/// find that the whole database was put back to an earlier state, unless it is given an ``AuditAnchor`` of a later one,
/// nor anything about rows of the last second.
///
/// ```swift
/// let verdict = try await AuditVerifier(storage: storage, masterKey: masterKey).verify()
/// verdict.fault == nil
/// ```
public struct AuditVerifier: Sendable {
    private static let portion = 1000
    /// Seconds after which a running server has sealed a row for certain.
    private static let patience: TimeInterval = 60

    private let storage: any AccountStorage
    private let key: AuditChainKey

    /// Puts the verifier together.
    public init(storage: any AccountStorage, masterKey: MasterKey) {
        self.storage = storage
        key = AuditChainKey(masterKey)
    }

    /// Verifies all of one consistent state.
    ///
    /// - Parameter anchors: places that the chains must pass through.
    /// - Returns: what was found, up to the first fault.
    /// - Throws: the storage's errors.
    public func verify(anchors: [AuditAnchor] = []) async throws -> AuditVerification {
        try await storage.read { tx in
            var verdict = AuditVerification()
            verdict.heads = try tx.auditChain.heads()
            let nodes = Set(verdict.heads.map(\.node)).union(try tx.auditChain.nodes())
                .union(anchors.map(\.node))
            for node in nodes.sorted() where verdict.fault == nil {
                let anchors = anchors.filter { $0.node == node }
                verdict.fault = try self.verify(node, anchors, tx.auditChain, &verdict)
            }
            return verdict
        }
    }

    private func verify(
        _ node: UUIDv7,
        _ anchors: [AuditAnchor],
        _ chain: any AuditChainStore,
        _ verdict: inout AuditVerification
    ) throws -> AuditFault? {
        let head = verdict.heads.first { $0.node == node }
        if let head, !key.authenticates(head) { return AuditFault(.headChanged, node) }
        var walk = Walk(node: node, key: key, anchors: anchors)
        var rows: [AuditRow]
        repeat {
            rows = try chain.sealed(of: node, after: walk.length, limit: Self.portion)
            for row in rows {
                if let fault = walk.take(row) { return fault }
            }
        } while rows.count == Self.portion
        verdict.erasedDetails += walk.erasedDetails
        return try walk.end(at: head) ?? unsealed(of: node, since: head, chain, &verdict)
    }

    private func unsealed(
        of node: UUIDv7,
        since head: AuditChainHead?,
        _ chain: any AuditChainStore,
        _ verdict: inout AuditVerification
    ) throws -> AuditFault? {
        // A backlog is what a command line leaves beside a server that does not run; it is counted up to a bound.
        let rows = try chain.unsealed(of: node, limit: 100_000)
        verdict.unsealed += rows.count
        guard let head else { return nil }
        let stray = rows.first { $0.recordedAt < head.sealedAt - Self.patience }
        return stray.map { AuditFault(.rowUnsealed, node, sequence: $0.sequence) }
    }
}

/// The way along one chain.
private struct Walk {
    let node: UUIDv7
    let key: AuditChainKey
    var anchors: [AuditAnchor]
    var length: Int64 = 0
    var seal: [UInt8] = []
    var erasedDetails = 0

    /// Takes the next row; returns what is wrong with it.
    mutating func take(_ row: AuditRow) -> AuditFault? {
        let expected = length + 1
        guard row.index == expected else { return AuditFault(.rowMissing, node, index: expected) }
        guard let found = row.seal, key.seal(of: row, after: seal) == found else {
            return AuditFault(.rowChanged, node, index: expected, sequence: row.sequence)
        }
        if let detailSeal = row.detailSeal, row.detail == nil, !detailSeal.isEmpty { erasedDetails += 1 }
        if let detail = row.detail, key.seal(ofDetail: detail, salt: row.salt ?? []) != row.detailSeal {
            return AuditFault(.detailChanged, node, index: expected, sequence: row.sequence)
        }
        (length, seal) = (expected, found)
        if anchors.contains(where: { $0.length == expected && $0.seal != found }) {
            return AuditFault(.anchorMissing, node, index: expected, sequence: row.sequence)
        }
        return nil
    }

    /// Compares where the way ends with where it should.
    func end(at head: AuditChainHead?) -> AuditFault? {
        if let anchor = anchors.first(where: { $0.length > length }) {
            return AuditFault(.anchorMissing, node, index: anchor.length)
        }
        guard let head else { return length == 0 ? nil : AuditFault(.headMissing, node) }
        if length < head.length { return AuditFault(.tailMissing, node, index: length + 1) }
        return length == head.length && seal == head.seal ? nil : AuditFault(.headBehind, node, index: length)
    }
}

extension AuditFault {
    fileprivate init(_ kind: Kind, _ node: UUIDv7, index: Int64? = nil, sequence: Int64? = nil) {
        (self.kind, self.node, self.index, self.sequence) = (kind, node, index, sequence)
    }
}
