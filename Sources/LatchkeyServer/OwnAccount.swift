public import LatchkeyAccounts
import LatchkeyTokens

/// What somebody who is signed in does to the own account.
public struct OwnAccount: Sendable {
    /// Second factors.
    public let factors: SecondFactors
    /// Proving again who one is.
    public let reauthentication: Reauthentication
    /// Changing the password.
    public let passwordChange: PasswordChange
    /// What is kept about one person.
    public let personalData: PersonalDataExport

    init(
        _ configuration: ServerConfiguration,
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        _ hasher: PasswordHasher,
        _ policy: PasswordPolicy,
        _ parts: (sessions: Sessions, ending: SessionEnding),
        _ limits: LoginLimits
    ) {
        factors = SecondFactors(
            storage: storage,
            ending: parts.ending,
            masterKey: masterKey,
            limits: limits,
            issuer: configuration.factorIssuer
        )
        reauthentication = Reauthentication(
            storage: storage,
            hasher: hasher,
            sessions: parts.sessions,
            masterKey: masterKey,
            limits: limits
        )
        passwordChange = PasswordChange(
            storage: storage,
            hasher: hasher,
            policy: policy,
            sessions: parts.sessions,
            limits: limits
        )
        personalData = PersonalDataExport(storage: storage)
    }
}
