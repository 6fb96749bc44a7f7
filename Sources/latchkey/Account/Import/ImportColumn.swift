import ArgumentParser

/// What a row of an imported file may tell of an account: names of CSV columns and of JSON members.
enum ImportColumn: String, CaseIterable {
    case id, email, username, name
    case passwordHash = "password_hash"
    case passwordSalt = "password_salt"
    case password
    case emailVerified = "email_verified"
    case roles
    case createdAt = "created_at"
    case lockedAt = "locked_at"
}

/// How an imported file is written.
enum ImportFormat: String, ExpressibleByArgument, CaseIterable {
    case jsonl, csv

    /// The format that the name of a file tells; `nil` for other endings.
    init?(path: String) {
        switch path.split(separator: ".").last?.lowercased() {
        case "jsonl", "ndjson": self = .jsonl
        case "csv": self = .csv
        default: return nil
        }
    }
}
