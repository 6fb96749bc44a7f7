import FoundationEssentials
import LatchkeyTokens

/// Brings accounts of another system in, batch by batch.
///
/// Each batch and the note of how far the file has come are one transaction, so an import that is killed goes on where
/// it stopped, and one that is finished changes nothing when it is run again.
///
/// ```swift
/// var progress = try await accountImport.progress(of: key)
/// progress = try await accountImport.take(rows, after: progress, isLast: false)
/// ```
public struct AccountImport: Sendable {
    /// Another process imports the same file, and has gone further meanwhile.
    public struct Conflict: Error, Sendable, Equatable {}

    /// How many rows are one transaction.
    public static let batchSize = 1000
    /// How many passwords wait for the hashing pool at once: fewer than its queue takes.
    private static let hashesAtOnce = 8

    private enum Ready: Sendable {
        case account(PreparedImport, hash: String?)
        case refused(ImportFault)
    }

    private let storage: any AccountStorage
    private let hasher: PasswordHasher
    private let policy: PasswordPolicy

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts go.
    ///   - hasher: what hashes passwords that come in clear.
    ///   - policy: which of those are accepted; hashes are taken over as they are.
    public init(storage: any AccountStorage, hasher: PasswordHasher, policy: PasswordPolicy) {
        self.storage = storage
        self.hasher = hasher
        self.policy = policy
    }

    /// How far the import of a file has come; its beginning for one that is new.
    public func progress(of key: [UInt8]) async throws -> ImportProgress {
        try await storage.read { try $0.imports.progress(of: key) } ?? ImportProgress(key: key)
    }

    /// What the import of a file has refused below a line, in the order of the file.
    public func refusals(of key: [UInt8], after line: Int, limit: Int) async throws -> [ImportRefusal] {
        try await storage.read { try $0.imports.refusals(of: key, after: line, limit: limit) }
    }

    /// Imports the rows that follow `progress`.
    ///
    /// - Parameters:
    ///   - rows: as many as ``batchSize``.
    ///   - progress: how far the file has come.
    ///   - isLast: whether the file ends with these rows.
    /// - Returns: how far the file has come now, durably.
    /// - Throws: ``Conflict``, ``AccountError/busy(retryAfter:)``, and what the storage throws.
    public func take(
        _ rows: [ImportRow],
        after progress: ImportProgress,
        isLast: Bool
    ) async throws -> ImportProgress {
        let ready = try await hash(prepare(rows))
        return try await storage.transaction { tx in
            guard (try tx.imports.progress(of: progress.key) ?? ImportProgress(key: progress.key)) == progress
            else {
                throw Conflict()
            }
            var progress = progress
            progress.rows += rows.count
            progress.isFinished = isLast
            for (row, ready) in zip(rows, ready) {
                if let fault = try Self.write(ready, in: tx) {
                    progress.refused += 1
                    try tx.imports.append(ImportRefusal(line: row.line, fault: fault), to: progress.key)
                } else {
                    progress.imported += 1
                }
            }
            try tx.imports.save(progress)
            return progress
        }
    }

    /// What the rows would be refused for, `names` being those of the file so far; changes nothing but `names`.
    public func check(_ rows: [ImportRow], names: inout ImportNames) async throws -> [ImportRefusal] {
        let ready = prepare(rows)
        let taken: [ImportFault?] = try await storage.read { tx in
            try ready.map { ready in
                guard case .account(let row, _) = ready else { return nil }
                return try Self.conflict(of: row, in: tx)
            }
        }
        var refusals: [ImportRefusal] = []
        for ((row, ready), taken) in zip(zip(rows, ready), taken) {
            let fault: ImportFault? =
                switch ready {
                case .refused(let fault): fault
                case .account(let prepared, _): taken ?? names.insert(prepared)
                }
            if let fault { refusals.append(ImportRefusal(line: row.line, fault: fault)) }
        }
        return refusals
    }

    private func prepare(_ rows: [ImportRow]) -> [Ready] {
        let now = Date()
        return rows.map { row in
            do throws(ImportFault) {
                return .account(try PreparedImport(row.content.get(), policy: policy, now: now), hash: nil)
            } catch {
                return .refused(error)
            }
        }
    }

    private func hash(_ ready: [Ready]) async throws -> [Ready] {
        var hashed = ready
        for start in stride(from: 0, to: ready.count, by: Self.hashesAtOnce) {
            let range = start..<min(start + Self.hashesAtOnce, ready.count)
            try await withThrowingTaskGroup(of: (Int, Ready).self) { group in
                for index in range { group.addTask { (index, try await hash(ready[index])) } }
                for try await (index, ready) in group { hashed[index] = ready }
            }
        }
        return hashed
    }

    private func hash(_ ready: Ready) async throws -> Ready {
        guard case .account(let row, _) = ready else { return ready }
        switch row.row.password {
        case nil: return ready
        case .hash(let hash): return .account(row, hash: hash)
        case .plain(let password): return .account(row, hash: try await hasher.hash(password))
        }
    }

    /// Makes the account, or says why not; no statement fails, for some back ends could not go on after one.
    private static func write(_ ready: Ready, in tx: any AccountTransaction) throws -> ImportFault? {
        guard case .account(let row, let hash) = ready else {
            if case .refused(let fault) = ready { return fault }
            return nil
        }
        if let fault = try conflict(of: row, in: tx) { return fault }
        let account = row.account(at: tx.now)
        try tx.accounts.insert(account)
        for role in account.roles { try tx.roles.grant(role, to: account.id) }
        if let hash { try tx.credentials.set(hash, kind: .password, of: account.id) }
        try tx.audit.append(AuditEvent(.accountCreated, account: account.id))
        return nil
    }

    private static func conflict(
        of row: PreparedImport,
        in tx: any AccountTransaction
    ) throws -> ImportFault? {
        if let id = row.id, try tx.accounts.account(id) != nil { return .taken("id") }
        if let email = row.email, try tx.accounts.account(.email(email)) != nil { return .taken("email") }
        if let name = row.username, try tx.accounts.account(.username(name)) != nil {
            return .taken("username")
        }
        return nil
    }
}

/// The identifiers and names of the rows that a dry run has seen, as 64-bit hashes.
public struct ImportNames: Sendable {
    private var hashes: Set<Int> = []

    /// Begins with none.
    public init() {}

    /// Adds those of a row; the fault is the first that was there already.
    mutating func insert(_ row: PreparedImport) -> ImportFault? {
        let names = [("id", row.id?.description), ("email", row.email), ("username", row.username)]
        let keys = names.compactMap { column, text in text.map { (column, "\(column) \($0)".hashValue) } }
        if let (column, _) = keys.first(where: { hashes.contains($0.1) }) { return .taken(column) }
        hashes.formUnion(keys.map(\.1))
        return nil
    }
}

extension ImportFault {
    fileprivate static func taken(_ column: String) -> ImportFault {
        ImportFault(column, "belongs to an account already")
    }
}
