import FoundationEssentials
import LatchkeyTokens

/// A row in canonical form, with everything checked that can be checked without the database.
struct PreparedImport: Sendable {
    let id: UUIDv7?
    let email: String?
    let username: String?
    let row: ImportedAccount

    /// Checks a row.
    init(_ row: ImportedAccount, policy: PasswordPolicy, now: Date) throws(ImportFault) {
        self.row = row
        id = try Self.identifier(row.id)
        email = try Self.canonical(row.email, "email") { (text) throws(AccountError) in
            try LoginName.canonicalEmail(text)
        }
        username = try Self.canonical(row.username, "username") { (text) throws(AccountError) in
            try LoginName.canonicalUsername(text)
        }
        guard email != nil || username != nil else {
            throw ImportFault("email", "is missing, and so is a user name")
        }
        guard !row.emailVerified || email != nil else {
            throw ImportFault("email_verified", "has no e-mail address")
        }
        if let name = row.name, let fault = NewAccount.faults(ofName: name).first {
            throw ImportFault("name", fault.code.words)
        }
        for role in row.roles where !RoleName.isValid(role) {
            throw ImportFault(
                "roles",
                "holds what is not 1 to 64 ASCII characters without space, comma and quote"
            )
        }
        try Self.check(row.createdAt, "created_at", now: now)
        try Self.check(row.lockedAt, "locked_at", now: now)
        try Self.check(row.password, policy, names: [email, username, row.name].compactMap(\.self))
    }

    /// The account that the row makes.
    func account(at now: Date) -> Account {
        // Accounts are listed by their identifiers, so an old account gets one of its time.
        Account(
            id: id ?? UUIDv7(at: row.createdAt ?? now),
            email: email,
            username: username,
            name: row.name,
            emailVerified: row.emailVerified,
            lockedAt: row.lockedAt,
            createdAt: row.createdAt ?? now,
            roles: row.roles
        )
    }

    private static func identifier(_ text: String?) throws(ImportFault) -> UUIDv7? {
        guard let text else { return nil }
        guard let id = UUIDv7(text.lowercased()) else { throw ImportFault("id", "is not a UUID") }
        return id
    }

    private static func canonical(
        _ text: String?,
        _ column: String,
        form: (String) throws(AccountError) -> String
    ) throws(ImportFault) -> String? {
        guard let text else { return nil }
        do {
            return try form(text)
        } catch {
            throw ImportFault(column, (error.fields.first?.code ?? .invalidFormat).words)
        }
    }

    private static func check(_ date: Date?, _ column: String, now: Date) throws(ImportFault) {
        guard let date else { return }
        // A day's grace for clocks that differ.
        guard date.timeIntervalSince1970 >= 0, date.timeIntervalSince(now) < 86_400 else {
            throw ImportFault(column, "lies before 1970 or in the future")
        }
    }

    private static func check(
        _ password: ImportedAccount.Password?,
        _ policy: PasswordPolicy,
        names: [String]
    ) throws(ImportFault) {
        switch password {
        case nil: return
        case .hash(let hash):
            guard PasswordHasher.canVerify(hash) else {
                throw ImportFault("password_hash", "has no known format, or costs too much")
            }
        case .plain(let password):
            if let code = policy.faults(of: password, names: names).first {
                throw ImportFault("password", code.words)
            }
        }
    }
}

extension FieldError.Code {
    /// The fault in words that go behind the name of a column.
    fileprivate var words: String {
        switch self {
        case .missing: "is missing"
        case .invalidFormat: "has the wrong form"
        case .wrongType: "has the wrong type"
        case .tooLong: "is too long"
        case .tooShort: "is too short"
        case .notASCII: "has characters outside ASCII"
        case .tooCommon: "is one that attackers try first"
        case .readOnly: "cannot be set"
        case .incorrect: "is not the right one"
        case .tooMany: "is one too many"
        }
    }
}
