public import LatchkeyTokens

/// Hands accounts out, for another system or for a copy.
///
/// ```swift
/// try await export.begin(withPasswordHashes: false)
/// let rows = try await export.page(after: nil, limit: 500, withPasswordHashes: false)
/// ```
public struct AccountExport: Sendable {
    /// An account and, where it was asked for, its stored password hash.
    public struct Row: Sendable, Equatable {
        /// The account.
        public let account: Account
        /// The hash as it is stored; `nil` where there is none or none was asked for.
        public let passwordHash: String?
    }

    private let storage: any AccountStorage

    /// Puts the use case together.
    public init(storage: any AccountStorage) { self.storage = storage }

    /// Records that the accounts are about to be handed out; call it before the first page.
    public func begin(withPasswordHashes: Bool) async throws {
        let reason = withPasswordHashes ? "password_hashes" : nil
        try await storage.transaction { try $0.audit.append(AuditEvent(.accountsExported, reason: reason)) }
    }

    /// One page of accounts in the order of their identifiers.
    public func page(
        after cursor: UUIDv7?,
        limit: Int,
        withPasswordHashes: Bool
    ) async throws -> [Row] {
        try await storage.read { tx in
            try tx.accounts.accounts(after: cursor, limit: limit, matching: nil).map { account in
                let hash = withPasswordHashes ? try tx.credentials.credential(.password, of: account.id) : nil
                return Row(account: account, passwordHash: hash)
            }
        }
    }
}
