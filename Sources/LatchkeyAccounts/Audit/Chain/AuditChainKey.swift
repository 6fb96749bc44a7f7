import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Seals rows and heads of the audit log (HMAC-SHA-256), so that only the holder of the master key can make a chain.
public struct AuditChainKey: Sendable {
    private let mac: HMACSHA256

    /// Derives the key.
    public init(_ masterKey: MasterKey) {
        mac = HMACSHA256(key: masterKey.derive(.auditChain))
    }

    /// The seal of a row behind the seal of the one before it; empty for the first.
    func seal(of row: AuditRow, after previous: [UInt8]) -> [UInt8] {
        var message = AuditMessage("latchkey audit row v1")
        message.append(previous)
        message.append(row.node.bytes)
        message.append(row.index)
        message.append(row.sequence)
        message.append(Self.milliseconds(row.recordedAt))
        message.append(row.kind.utf8)
        message.append(row.accountID)
        message.append(row.sessionID)
        message.append(row.digest)
        message.append(row.reason?.utf8)
        message.append(row.actor?.utf8)
        message.append(row.detailSeal)
        return code(of: message)
    }

    /// The seal of a row's detail; says nothing about it without the salt.
    func seal(ofDetail detail: String, salt: [UInt8]) -> [UInt8] {
        var message = AuditMessage("latchkey audit detail v1")
        message.append(salt)
        message.append(detail.utf8)
        return code(of: message)
    }

    /// The head of a chain.
    func head(node: UUIDv7, length: Int64, seal: [UInt8], sealedAt: Date) -> AuditChainHead {
        let mac = code(of: Self.message(node, length, seal, sealedAt))
        return AuditChainHead(node: node, length: length, seal: seal, sealedAt: sealedAt, mac: mac)
    }

    /// Whether a head was made with this key.
    func authenticates(_ head: AuditChainHead) -> Bool {
        let message = Self.message(head.node, head.length, head.seal, head.sealedAt)
        return mac.isValid(head.mac, for: message.octets)
    }

    private static func message(
        _ node: UUIDv7,
        _ length: Int64,
        _ seal: [UInt8],
        _ sealedAt: Date
    ) -> AuditMessage {
        var message = AuditMessage("latchkey audit head v1")
        message.append(node.bytes)
        message.append(length)
        message.append(seal)
        message.append(milliseconds(sealedAt))
        return message
    }

    private func code(of message: AuditMessage) -> [UInt8] {
        mac.code(for: message.octets)
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? 0
    }
}

/// Octets in which every field stands behind its length, so that no two lists of fields make the same message.
private struct AuditMessage {
    private(set) var octets: [UInt8] = []

    init(_ domain: String) { append(domain.utf8) }

    mutating func append(_ field: (some Collection<UInt8>)?) {
        guard let field else { return octets.append(0) }
        octets.append(1)
        octets += Self.bigEndian(UInt64(field.count))
        octets += field
    }

    mutating func append(_ number: Int64?) {
        append(number.map { Self.bigEndian(UInt64(bitPattern: $0)) })
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
    }
}
