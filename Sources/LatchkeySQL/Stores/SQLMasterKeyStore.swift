import LatchkeyAccounts
import LatchkeyTokens

/// Which master key the database belongs to, in the `instance` table, and what is encrypted under it in three others.
struct SQLMasterKeyStore: MasterKeyStore {
    // Shared: those who only add what is sealed under the master key do not wait for each other.
    static let select = SQLStatement(
        locking: .sharedRows,
        "SELECT master_key_check, carried_keys FROM latchkey.instance WHERE id = 1"
    )
    static let selectCheck = SQLStatement("SELECT master_key_check FROM latchkey.instance WHERE id = 1")
    static let bind = SQLStatement(
        """
        UPDATE latchkey.instance SET master_key_check = $1 WHERE id = 1 AND master_key_check IS NULL
        """
    )
    static let rebind = SQLStatement(
        "UPDATE latchkey.instance SET master_key_check = $1, carried_keys = $2 WHERE id = 1"
    )
    static let selectKeys = SQLStatement(
        "SELECT key_id, sealed FROM latchkey.ring_key WHERE key_id > $1 ORDER BY key_id LIMIT $2"
    )
    static let selectFactors = SQLStatement(
        "SELECT id, account_id, sealed FROM latchkey.factor WHERE id > $1 ORDER BY id LIMIT $2"
    )
    static let selectMails = SQLStatement(
        """
        SELECT id, kind, sealed FROM latchkey.mail WHERE sealed IS NOT NULL AND id > $1 ORDER BY id LIMIT $2
        """
    )
    static let updateKey = SQLStatement("UPDATE latchkey.ring_key SET sealed = $2 WHERE key_id = $1")
    static let updateFactor = SQLStatement("UPDATE latchkey.factor SET sealed = $2 WHERE id = $1")
    static let updateMail = SQLStatement("UPDATE latchkey.mail SET sealed = $2 WHERE id = $1")

    /// Sorts before every identifier.
    private static let first = UUIDv7(high: 0, low: 0)

    let database: SQLDatabase

    func binding() throws -> MasterKeyBinding? {
        let found = try database.first(Self.select) { row in
            (check: try row.optional { try $0.blob() }, carried: try row.optional { try $0.blob() })
        }
        guard let found, let check = found.check else { return nil }
        return MasterKeyBinding(check: check, carried: found.carried)
    }

    /// What the master key was bound with; `nil` where the database belongs to none.
    func check() throws -> [UInt8]? {
        try database.first(Self.selectCheck) { row in try row.optional { try $0.blob() } } ?? nil
    }

    func bind(_ check: [UInt8]) throws {
        // Asked first: SQLite writes nothing then.
        if let bound = try self.check() {
            guard bound == check else { throw MasterKeyMismatch() }
            return
        }
        guard try database.run(Self.bind, .blob(check)) == 0 else { return }
        // Somebody else was faster.
        guard try self.check() == check else { throw MasterKeyMismatch() }
    }

    /// Sees to it that what was sealed under a master key is not added to the database of another; whoever asks keeps
    /// others from exchanging it meanwhile.
    func require(_ check: [UInt8]?) throws {
        guard let check, let bound = try self.check(), bound != check else { return }
        throw MasterKeyMismatch()
    }

    func rebind(to binding: MasterKeyBinding) throws {
        // First what whoever adds a signing key locks first.
        try database.send(SQLRingKeyStore.nextGeneration)
        try database.send(Self.rebind, .blob(binding.check), .optional(binding.carried))
        database.tell(.key)
    }

    func secrets(_ kind: SealedSecret.Kind, after last: SealedSecret?, limit: Int) throws -> [SealedSecret] {
        let (last, limit) = (key(of: last, kind), SQLValue.integer(Int64(limit)))
        switch kind {
        case .signingKey:
            return try database.all(Self.selectKeys, last, limit) { row in
                SealedSecret(.signingKey(try row.text()), sealed: try row.blob())
            }
        case .factor:
            return try database.all(Self.selectFactors, last, limit) { row in
                SealedSecret(.factor(try row.id(), of: try row.id()), sealed: try row.blob())
            }
        case .mail:
            return try database.all(Self.selectMails, last, limit) { row in
                let name = SealedSecret.Name.mail(try row.id(), try row.word(OutgoingMail.Kind.self))
                return SealedSecret(name, sealed: try row.blob())
            }
        }
    }

    /// What every key of a page is above.
    private func key(of last: SealedSecret?, _ kind: SealedSecret.Kind) -> SQLValue {
        switch last?.name {
        case .signingKey(let keyID): .text(keyID)
        case .factor(let id, _), .mail(let id, _): .id(id)
        case nil: kind == .signingKey ? .text("") : .id(Self.first)
        }
    }

    func replace(_ secret: SealedSecret) throws {
        switch secret.name {
        case .signingKey(let keyID): try database.send(Self.updateKey, .text(keyID), .blob(secret.sealed))
        case .factor(let id, _): try database.send(Self.updateFactor, .id(id), .blob(secret.sealed))
        case .mail(let id, _): try database.send(Self.updateMail, .id(id), .blob(secret.sealed))
        }
    }
}
