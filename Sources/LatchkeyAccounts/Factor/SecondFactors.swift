public import FoundationEssentials
public import LatchkeyTokens

/// The second factors of an account, as its owner manages them.
///
/// ```swift
/// let enrolment = try await factors.begin(for: account.id, in: session.id, named: "Telephone")
/// show(enrolment.uri)                                       // once
/// let confirmed = try await factors.confirm(enrolment.factor.id, by: typed, for: account.id, in: session.id)
/// show(confirmed.recoveryCodes)                             // once
/// ```
public struct SecondFactors: Sendable {
    /// A factor that has been begun; what is in it is shown until it is confirmed, and never again.
    public struct Enrolment: Sendable {
        /// The factor, not confirmed yet.
        public let factor: Factor
        /// The secret as people type it: base32.
        public let secret: String
        /// The secret as applications read it from a QR code: `otpauth://totp/…`.
        public let uri: String
    }

    /// A factor that has just been confirmed.
    public struct Confirmed: Sendable {
        /// The factor.
        public let factor: Factor
        /// New recovery codes, to be shown once; `nil` when the account has some already.
        public let recoveryCodes: [String]?
    }

    /// How many confirmed factors an account may have.
    public static let limit = 10
    /// Seconds in which a factor has to be confirmed.
    public static let confirmationPeriod: TimeInterval = 900

    private let storage: any AccountStorage
    private let ending: SessionEnding
    private let codes: FactorCodes
    private let issuer: String

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where factors are kept.
    ///   - ending: what ends the sessions that never saw the factor.
    ///   - masterKey: what their secrets are encrypted under.
    ///   - limits: what wrong codes are counted by.
    ///   - issuer: what applications show as the name of the service.
    public init(
        storage: any AccountStorage,
        ending: SessionEnding,
        masterKey: MasterKey,
        limits: LoginLimits,
        issuer: String
    ) {
        self.storage = storage
        self.ending = ending
        self.issuer = issuer
        codes = FactorCodes(masterKey: masterKey, limits: limits)
    }

    /// Begins a factor; it asks nobody for anything until it is confirmed.
    ///
    /// A factor that the same session has begun before is forgotten.
    ///
    /// - Parameters:
    ///   - account: whose.
    ///   - session: the session in which it has to be confirmed.
    ///   - name: what to call it; at most 200 octets, no control characters.
    /// - Returns: the secret, in each form in which it is shown.
    /// - Throws: ``AccountError/invalidFields(_:)`` for a name that may not be, or when there are enough factors;
    ///   ``AccountError/sessionNotFound``; ``AccountError/accountNotFound``.
    public func begin(for account: UUIDv7, in session: UUIDv7, named name: String?) async throws -> Enrolment
    {
        let name = name ?? "Authenticator"
        let faults = name.isEmpty ? [FieldError("name", .missing)] : NewAccount.faults(ofName: name)
        guard faults.isEmpty else { throw AccountError.invalidFields(faults) }
        let totp = TOTP()
        let (factor, login) = try await storage.transaction { tx in
            let owner = try Self.owner(account, of: session, in: tx)
            let factor = try begin(totp, named: name, for: owner, in: session, tx)
            return (factor, owner.login)
        }
        return enrolment(of: factor, totp, login)
    }

    /// A factor that has been begun and is not confirmed yet, once more.
    ///
    /// - Parameters:
    ///   - id: the factor.
    ///   - account: whose it must be.
    ///   - session: the session in which it must have been begun.
    /// - Returns: the secret, in each form in which it is shown.
    /// - Throws: ``AccountError/factorNotFound`` for one that could not be confirmed from here either;
    ///   ``AccountError/sessionNotFound``.
    public func enrolment(
        _ id: UUIDv7,
        for account: UUIDv7,
        in session: UUIDv7
    ) async throws -> Enrolment {
        let (factor, login) = try await storage.read { tx in
            let owner = try Self.owner(account, of: session, in: tx)
            return (try Self.pending(id, of: account, in: session, tx), owner.login)
        }
        guard let totp = try codes.totp(of: factor) else { throw AccountError.factorNotFound }
        return enrolment(of: factor, totp, login)
    }

    private func enrolment(of factor: Factor, _ totp: TOTP, _ login: String) -> Enrolment {
        Enrolment(factor: factor, secret: totp.text, uri: totp.uri(issuer: issuer, account: login))
    }

    private static func pending(
        _ id: UUIDv7,
        of account: UUIDv7,
        in session: UUIDv7,
        _ tx: any AccountTransaction
    ) throws -> Factor {
        let pending = try tx.factors.factors(of: account).first { factor in
            factor.id == id && !factor.isConfirmed && factor.sessionID == session
                && tx.now < factor.createdAt + confirmationPeriod
        }
        guard let pending else { throw AccountError.factorNotFound }
        return pending
    }

    private func begin(
        _ totp: TOTP,
        named name: String,
        for owner: Account,
        in session: UUIDv7,
        _ tx: any AccountTransaction
    ) throws -> Factor {
        let present = try tx.factors.factors(of: owner.id)
        guard present.count(where: \.isConfirmed) < Self.limit else {
            throw AccountError.invalid(FieldError("factors", .tooMany))
        }
        for old in present where !old.isConfirmed && old.sessionID == session {
            _ = try tx.factors.remove(old.id, of: owner.id)
        }
        let id = UUIDv7(at: tx.now)
        let factor = Factor(
            id: id,
            accountID: owner.id,
            kind: .totp,
            name: name,
            sealedSecret: try codes.seal(totp.secret, of: id, account: owner.id, in: tx),
            sessionID: session,
            createdAt: tx.now
        )
        try tx.factors.insert(factor)
        return factor
    }

    /// Confirms a factor by its first code, which is spent by it; from now on signing in asks for it.
    ///
    /// The first factor of an account ends its other sessions: they were begun without it, and whoever holds one could
    /// take the factor away again.
    ///
    /// - Parameters:
    ///   - id: the factor.
    ///   - code: what the application shows.
    ///   - account: whose it must be.
    ///   - session: the session in which it must have been begun.
    /// - Returns: the factor, and recovery codes when the account has none.
    /// - Throws: ``AccountError/factorNotFound`` for one of another account or session, one that is confirmed and one
    ///   that was begun too long ago; ``AccountError/invalidFields(_:)`` for a wrong code.
    public func confirm(
        _ id: UUIDv7,
        by code: String,
        for account: UUIDv7,
        in session: UUIDv7
    ) async throws -> Confirmed {
        let (confirmed, revocations) = try await storage.transaction { tx in
            let owner = try Self.owner(account, of: session, in: tx)
            let isFirst = try !tx.factors.factors(of: account).contains(where: \.isConfirmed)
            var factor = try Self.pending(id, of: account, in: session, tx)
            guard let step = try codes.step(of: code, for: factor, at: tx.now) else {
                throw AccountError.invalid(FieldError("code", .incorrect))
            }
            guard try tx.factors.confirm(id, step: step) else { throw AccountError.factorNotFound }
            try tx.audit.append(
                AuditEvent(.factorAdded, account: account, session: session, reason: factor.kind.rawValue)
            )
            let recovery = try tx.recoveryCodes.count(of: account) == 0 ? replaceCodes(of: account, tx) : nil
            (factor.confirmedAt, factor.lastUsedAt, factor.lastStep) = (tx.now, tx.now, step)
            let revocations =
                isFirst ? try ending.endOthers(than: session, of: owner, as: .accountChanged, in: tx) : []
            return (Confirmed(factor: factor, recoveryCodes: recovery), revocations)
        }
        ending.remember(revocations)
        return confirmed
    }

    /// The confirmed factors of an account, oldest first, and how many recovery codes are left.
    public func list(of account: UUIDv7) async throws -> (factors: [Factor], recoveryCodesLeft: Int) {
        try await storage.read { tx in
            (
                try tx.factors.factors(of: account).filter(\.isConfirmed),
                try tx.recoveryCodes.count(of: account)
            )
        }
    }

    /// Removes a factor; with the last one the recovery codes go as well.
    ///
    /// - Throws: ``AccountError/factorNotFound`` for one of another account and one that does not exist.
    public func remove(_ id: UUIDv7, of account: UUIDv7) async throws {
        try await storage.transaction { tx in
            guard let factor = try tx.factors.factors(of: account).first(where: { $0.id == id }),
                try tx.factors.remove(id, of: account)
            else { throw AccountError.factorNotFound }
            guard factor.isConfirmed else { return }
            if try !FactorCodes.areRequired(of: account, in: tx) {
                try tx.recoveryCodes.replace([], of: account)
            }
            try tx.audit.append(AuditEvent(.factorRemoved, account: account, reason: factor.kind.rawValue))
        }
    }

    /// Replaces the recovery codes by new ones, to be shown once.
    ///
    /// - Throws: ``AccountError/factorNotFound`` when the account has no factor that they could stand in for.
    public func replaceRecoveryCodes(of account: UUIDv7) async throws -> [String] {
        try await storage.transaction { tx in
            guard try FactorCodes.areRequired(of: account, in: tx) else { throw AccountError.factorNotFound }
            try tx.audit.append(AuditEvent(.recoveryCodesReplaced, account: account))
            return try replaceCodes(of: account, tx)
        }
    }

    private func replaceCodes(of account: UUIDv7, _ tx: any AccountTransaction) throws -> [String] {
        let new = (0..<RecoveryCode.count).map { _ in RecoveryCode() }
        try tx.recoveryCodes.replace(new.map { codes.digest(of: $0, account: account) }, of: account)
        return new.map(\.text)
    }

    /// The account of a live session.
    private static func owner(
        _ account: UUIDv7,
        of session: UUIDv7,
        in tx: any AccountTransaction
    ) throws -> Account {
        guard let found = try Sessions.live(session, in: tx), found.account.id == account else {
            throw AccountError.sessionNotFound
        }
        return found.account
    }
}
