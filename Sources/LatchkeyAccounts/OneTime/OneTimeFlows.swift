public import CoreMetrics
public import LatchkeyTokens

/// Everything that works by a one-time token in a mail, put together once.
///
/// A class, since many routes hold on to it.
public final class OneTimeFlows: Sendable {
    /// The queue that the mails go into.
    public let mails: OneTimeMails
    /// Shows that an address is one's own.
    public let emailVerification: EmailVerification
    /// Changes an address, confirmed from both sides.
    public let emailChange: EmailChange
    /// Sets a forgotten password anew.
    public let passwordReset: PasswordReset
    /// Signs in by a link or a code.
    public let signIn: MailSignIn
    /// Invites people.
    public let invitations: Invitations
    /// Lets passwords in again after too many wrong ones.
    public let unblocking: LoginUnblocking

    /// Puts them together.
    ///
    /// - Parameters:
    ///   - storage: where accounts, tokens and mails are kept.
    ///   - masterKey: what mails are sealed with, and codes digested.
    ///   - mails: what sends mails.
    ///   - hasher: what hashes passwords.
    ///   - policy: which passwords are allowed.
    ///   - gate: what lets people in.
    ///   - ending: what ends sessions.
    ///   - limits: what wrong passwords are counted by, together with those of logins.
    ///   - metrics: where attempts to sign in are counted by their outcome, as `latchkey.logins`.
    public init(
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        _ mails: OneTimeMails,
        _ hasher: PasswordHasher,
        _ policy: PasswordPolicy,
        _ gate: SignInGate,
        _ ending: SessionEnding,
        _ limits: LoginLimits,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.mails = mails
        let holding = HolderProof(storage: storage, hasher: hasher, limits: limits)
        emailVerification = EmailVerification(storage: storage, mails: mails, holding: holding)
        emailChange = EmailChange(storage: storage, mails: mails, holding: holding)
        passwordReset = PasswordReset(
            storage: storage,
            mails: mails,
            hasher: hasher,
            policy: policy,
            ending: ending
        )
        signIn = MailSignIn(
            storage: storage,
            mails: mails,
            gate: gate,
            masterKey: masterKey,
            metrics: metrics
        )
        invitations = Invitations(
            storage: storage,
            mails: mails,
            hasher: hasher,
            policy: policy,
            gate: gate
        )
        unblocking = LoginUnblocking(storage: storage, mails: mails, limits: limits)
    }

    /// Voids every token that opens an account or changes it, inside a transaction.
    static func voidAll(of account: Account, in tx: any AccountTransaction) throws {
        let purposes: [OneTimePurpose] = [
            .passwordReset, .magicLink, .unlock, .emailChangeNew, .emailChangeOld,
        ]
        for purpose in purposes {
            try tx.oneTimeTokens.remove(subject: account.id.description, purpose: purpose)
        }
    }
}
