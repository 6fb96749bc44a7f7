import FoundationEssentials
import LatchkeyTokens

/// Judges what somebody types for a second factor: a code of an application, or a recovery code.
struct FactorCodes: Sendable {
    /// What became of a code.
    enum Verdict: Sendable, Equatable {
        /// Right, and spent.
        case accepted
        /// Wrong, old, or spent already; it has been counted.
        case wrong
        /// Not looked at; seconds to wait.
        case refused(retryAfter: Int)
    }

    /// How a code shows who somebody is (RFC 8176).
    static let methods = ["otp", "mfa"]

    private let masterKey: MasterKey
    private let limits: LoginLimits

    init(masterKey: MasterKey, limits: LoginLimits) {
        self.masterKey = masterKey
        self.limits = limits
    }

    /// Whether signing in to an account takes more than one factor.
    static func areRequired(of account: UUIDv7, in tx: any AccountTransaction) throws -> Bool {
        try tx.factors.factors(of: account).contains(where: \.isConfirmed)
    }

    /// Judges a code, spends it when it is right, and counts it when it is wrong, as durably as a wrong password.
    ///
    /// The transaction has to be committed whatever the verdict is.
    func judge(
        _ code: String,
        of account: Account,
        from client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> Verdict {
        let key = try limits.key("second factor", account: account.id, client: client, in: tx)
        let admission = try limits.accounts.reserve(digest: key, account: account.id, in: tx)
        switch admission {
        case .refused(let wait):
            if limits.isAudited(refusalOf: client) {
                try tx.audit.append(event(.loginThrottled, account, client))
            }
            return .refused(retryAfter: wait)
        case .admitted(let reservation):
            defer { reservation.presence.end() }
            guard try accept(code, of: account.id, in: tx) else {
                try tx.audit.append(event(.loginFailed, account, client))
                return .wrong
            }
            try tx.loginFailures.clear(key)
            return .accepted
        }
    }

    private func event(_ kind: AuditEvent.Kind, _ account: Account, _ client: ClientContext) -> AuditEvent {
        AuditEvent(kind, account: account.id, reason: "second_factor", detail: client.address)
    }

    /// The step of a right code of a factor.
    func step(of code: String, for factor: Factor, at now: Date) throws -> Int64? {
        try totp(of: factor)?.acceptedStep(of: code, at: now, after: factor.lastStep)
    }

    /// What a factor's codes are computed from.
    func totp(of factor: Factor) throws -> TOTP? { TOTP(secret: try open(factor)) }

    /// Encrypts a secret for a factor that is about to be.
    ///
    /// - Throws: ``MasterKeyMismatch`` when the database was given another master key.
    func seal(
        _ secret: [UInt8],
        of id: UUIDv7,
        account: UUIDv7,
        in tx: any AccountTransaction
    ) throws -> [UInt8] {
        try tx.require(masterKey)
        return try masterKey.seal(secret, for: .factorSecret, context: Self.context(id, account))
    }

    /// What is kept of a recovery code.
    func digest(of code: RecoveryCode, account: UUIDv7) -> [UInt8] {
        code.digest(of: account, limits.digest)
    }

    private func accept(_ code: String, of account: UUIDv7, in tx: any AccountTransaction) throws -> Bool {
        for factor in try tx.factors.factors(of: account) where factor.isConfirmed {
            guard let step = try step(of: code, for: factor, at: tx.now) else { continue }
            // Somebody may have used the code in the meantime: the statement decides.
            if try tx.factors.use(factor.id, step: step) { return true }
        }
        guard let code = RecoveryCode(code),
            try tx.recoveryCodes.spend(digest(of: code, account: account), of: account)
        else { return false }
        let left = try tx.recoveryCodes.count(of: account)
        try tx.audit.append(AuditEvent(.recoveryCodeUsed, account: account, reason: "\(left) left"))
        return true
    }

    private func open(_ factor: Factor) throws -> [UInt8] {
        let context = Self.context(factor.id, factor.accountID)
        do {
            return try masterKey.open(factor.sealedSecret, for: .factorSecret, context: context)
        } catch {
            // Another node may have exchanged it a moment ago.
            throw MasterKeyMismatch()
        }
    }

    static func context(_ id: UUIDv7, _ account: UUIDv7) -> String { "totp \(id) of \(account)" }
}
