public import LatchkeyTokens

/// Everything that is kept about one person; no secret and no digest of one is in it.
public struct PersonalData: Sendable {
    /// The account.
    public let account: Account
    /// Whether there is a password.
    public let hasPassword: Bool
    /// The sessions, youngest first, ended ones included as long as they are kept.
    public let sessions: [Session]
    /// The second factors, without their secrets.
    public let factors: [Factor]
    /// How many recovery codes are left.
    public let recoveryCodesLeft: Int
    /// The devices that the account is known to be used on.
    public let devices: [KnownDevice]
    /// What was recorded about the account, oldest first, with addresses and devices.
    public let events: [RecordedAuditEvent]
}

/// Collects what is kept about one person, for that person (GDPR Article 15).
///
/// ```swift
/// let data = try await PersonalDataExport(storage: storage).data(of: account.id)
/// try data.json()
/// ```
public struct PersonalDataExport: Sendable {
    /// How many events one look at the database takes.
    private static let portion = 1000

    private let storage: any AccountStorage

    /// Puts the use case together.
    public init(storage: any AccountStorage) { self.storage = storage }

    /// Collects everything, and records that it was handed out.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    public func data(of id: UUIDv7) async throws -> PersonalData {
        try await storage.transaction { tx in
            guard try tx.accounts.account(id) != nil else { throw AccountError.accountNotFound }
            try tx.audit.append(AuditEvent(.personalDataExported, account: id))
        }
        let events = try await events(of: id)
        return try await storage.read { tx in
            guard let account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            return PersonalData(
                account: account,
                hasPassword: try tx.credentials.credential(.password, of: id) != nil,
                sessions: try tx.sessions.sessions(of: id),
                factors: try tx.factors.factors(of: id).filter(\.isConfirmed),
                recoveryCodesLeft: try tx.recoveryCodes.count(of: id),
                devices: try tx.devices.devices(of: id),
                events: events
            )
        }
    }

    private func events(of id: UUIDv7) async throws -> [RecordedAuditEvent] {
        var events: [RecordedAuditEvent] = []
        var page: [RecordedAuditEvent]
        repeat {
            let last = events.last?.sequence ?? 0
            page = try await storage.read { tx in
                try tx.audit.events(of: id, after: last, limit: Self.portion)
            }
            events += page
        } while page.count == Self.portion
        return events
    }
}
