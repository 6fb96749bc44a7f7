import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE

/// The values of one row by column, on their way to an account.
struct ImportedRow {
    private static let salt = ImportColumn.passwordSalt.rawValue

    private var values: [ImportColumn: JSONValue] = [:]

    /// Takes the members of a line of JSON; `null` is absent.
    init(_ object: JSONObject) throws(ImportFault) {
        for (name, value) in object.members {
            guard let column = ImportColumn(rawValue: name) else {
                throw ImportFault(nil, "has a member of a name that is not known")
            }
            if case .null = value { continue }
            values[column] = value
        }
    }

    /// Takes the fields of a line of CSV; an empty one is absent.
    init(_ fields: [String], columns: [ImportColumn]) throws(ImportFault) {
        guard fields.count == columns.count else {
            throw ImportFault(nil, "does not have as many fields as the header")
        }
        for (column, text) in zip(columns, fields) where !text.isEmpty {
            values[column] = try Self.value(text, of: column)
        }
    }

    /// The account that the row describes.
    func account(_ firebase: FirebaseHashParameters?) throws(ImportFault) -> ImportedAccount {
        var account = ImportedAccount()
        account.id = try text(.id)
        account.email = try text(.email)
        account.username = try text(.username)
        account.name = try text(.name)
        account.password = try password(firebase)
        account.emailVerified = try flag(.emailVerified)
        account.roles = try roles()
        account.createdAt = try date(.createdAt)
        account.lockedAt = try date(.lockedAt)
        return account
    }

    private static func value(_ text: String, of column: ImportColumn) throws(ImportFault) -> JSONValue {
        switch column {
        case .emailVerified:
            switch text.lowercased() {
            case "true", "t", "yes", "1": return .bool(true)
            case "false", "f", "no", "0": return .bool(false)
            default: throw ImportFault(column.rawValue, "is neither true nor false")
            }
        case .roles:
            return .array(text.split { $0 == " " || $0 == "," || $0 == ";" }.map { .string(String($0)) })
        case .createdAt, .lockedAt:
            return Int64(text).map { .integer($0) } ?? .string(text)
        default:
            return .string(text)
        }
    }

    private func text(_ column: ImportColumn) throws(ImportFault) -> String? {
        switch values[column] {
        case nil: return nil
        case .string(let text): return text
        default: throw ImportFault(column.rawValue, "is not text")
        }
    }

    private func flag(_ column: ImportColumn) throws(ImportFault) -> Bool {
        switch values[column] {
        case nil: return false
        case .bool(let flag): return flag
        default: throw ImportFault(column.rawValue, "is neither true nor false")
        }
    }

    private func roles() throws(ImportFault) -> [String] {
        guard let value = values[.roles] else { return [] }
        guard case .array(let elements) = value else {
            throw ImportFault(ImportColumn.roles.rawValue, "is not a list of texts")
        }
        var roles: [String] = []
        for element in elements {
            guard case .string(let role) = element else {
                throw ImportFault(ImportColumn.roles.rawValue, "is not a list of texts")
            }
            // Named twice is granted once.
            if !roles.contains(role) { roles.append(role) }
        }
        return roles
    }

    private func date(_ column: ImportColumn) throws(ImportFault) -> Date? {
        switch values[column] {
        case nil: return nil
        case .integer(let seconds): return Date(timeIntervalSince1970: Double(seconds))
        case .string(let text):
            if let date = Timestamp.date(text) { return date }
            fallthrough
        default: throw ImportFault(column.rawValue, "is no date and time of RFC 3339, nor seconds since 1970")
        }
    }

    private func password(
        _ firebase: FirebaseHashParameters?
    ) throws(ImportFault) -> ImportedAccount.Password? {
        let hash = try text(.passwordHash)
        let salt = try text(.passwordSalt)
        let password = try text(.password)
        guard salt == nil || hash != nil else { throw ImportFault(Self.salt, "has no hash beside it") }
        switch (hash, password) {
        case (nil, nil): return nil
        case (nil, .some(let password)): return .plain(password)
        case (.some, .some): throw ImportFault("password", "stands beside a hash")
        case (.some(let hash), nil):
            guard let salt else { return .hash(hash) }
            guard let firebase else { throw ImportFault(Self.salt, "needs --firebase-parameters") }
            return .hash(firebase.passwordHash(hash, salt: salt))
        }
    }
}
