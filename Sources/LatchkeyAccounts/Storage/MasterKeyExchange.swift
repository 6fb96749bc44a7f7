public import LatchkeyTokens

/// Gives a database another master key.
///
/// Everything that is encrypted under the old one is encrypted under the new one, in one transaction: whatever happens
/// meanwhile, the database belongs to exactly one of the two, with all that is in it. The keys of what is not
/// encrypted (refresh tokens, digests, the seals of the audit log) are carried over, encrypted under the new one, so
/// that nobody has to sign in again and no recovery code is lost.
///
/// ```swift
/// let report = try await MasterKeyExchange(storage: storage).exchange(old, for: new)
/// ```
public struct MasterKeyExchange: Sendable {
    /// How much was encrypted anew.
    public struct Report: Sendable, Equatable {
        /// Signing keys.
        public var signingKeys = 0
        /// Second factors.
        public var factors = 0
        /// Mails that wait to be sent.
        public var mails = 0
    }

    /// A secret does not open under the master key that the database belongs to: it was altered.
    public struct UnreadableSecret: Error, Sendable, Equatable, CustomStringConvertible {
        /// Which one.
        public let name: SealedSecret.Name

        /// One line that names it.
        public var description: String {
            let what =
                switch name {
                case .signingKey(let keyID): "the signing key \(keyID)"
                case .factor(let id, let account): "the second factor \(id) of the account \(account)"
                case .mail(let id, _): "the queued mail \(id)"
                }
            return "\(what) cannot be decrypted: it was altered in the database; nothing was changed, "
                + "remove it or restore a backup, then begin again"
        }
    }

    private static let page = 500

    private let storage: any AccountStorage

    /// Works on a database.
    public init(storage: any AccountStorage) { self.storage = storage }

    /// Exchanges the master key, and records that in the audit log.
    ///
    /// - Parameters:
    ///   - old: the one that the database belongs to.
    ///   - new: the one that it is to belong to.
    /// - Returns: how much was encrypted anew.
    /// - Throws: ``MasterKeyMismatch`` when the database belongs to another than `old`, ``UnreadableSecret``, and what
    ///   the storage throws; nothing is changed then.
    public func exchange(_ old: MasterKey, for new: MasterKey) async throws -> Report {
        try await storage.transaction { tx in
            guard let binding = try tx.masterKey.binding() else { throw MasterKeyMismatch() }
            let old = try old.bound(by: binding)
            let carried = try old.carriedKeys(for: new)
            try tx.masterKey.rebind(to: MasterKeyBinding(check: new.derive(.check), carried: carried))
            let report = Report(
                signingKeys: try Self.reseal(.signingKey, old, new, tx),
                factors: try Self.reseal(.factor, old, new, tx),
                mails: try Self.reseal(.mail, old, new, tx)
            )
            // Last: whoever appends to the log waits for whoever has appended.
            try tx.audit.append(AuditEvent(.masterKeyRotated))
            return report
        }
    }

    private static func reseal(
        _ kind: SealedSecret.Kind,
        _ old: MasterKey,
        _ new: MasterKey,
        _ tx: any AccountTransaction
    ) throws -> Int {
        var (count, last) = (0, SealedSecret?.none)
        while true {
            let found = try tx.masterKey.secrets(kind, after: last, limit: page)
            for var secret in found {
                let (purpose, context) = secret.name.sealing
                guard let opened = try? old.open(secret.sealed, for: purpose, context: context) else {
                    throw UnreadableSecret(name: secret.name)
                }
                secret.sealed = try new.seal(opened, for: purpose, context: context)
                try tx.masterKey.replace(secret)
            }
            count += found.count
            guard found.count == page else { return count }
            last = found.last
        }
    }
}

extension SealedSecret.Name {
    /// What a secret was encrypted for, and what it is bound to.
    fileprivate var sealing: (purpose: MasterKey.Purpose, context: String) {
        switch self {
        case .signingKey(let keyID): (.keyRing, keyID)
        case .factor(let id, let account): (.factorSecret, FactorCodes.context(id, account))
        case .mail(let id, let kind): (.mail, MailQueue.context(id, kind))
        }
    }
}
