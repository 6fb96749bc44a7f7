import FoundationEssentials
public import LatchkeyTokens

/// What slows down guessing at passwords and codes; one for a process, shared by whatever tries them.
///
/// Counts for each account durably (``LoginThrottle``) and for each address in a window (``AttemptThrottle``). A device
/// that an account is known to be used on has a count of its own, so that nobody else's failures slow its owner down.
public struct LoginLimits: Sendable {
    let accounts: LoginThrottle
    let digest: KeyedDigest
    private let addresses: AttemptThrottle
    /// Refusals are free of the address's count, so writing each of them down would let anybody fill the disk.
    private let auditedRefusals: AddressThrottle

    /// Sets the limits.
    ///
    /// - Parameters:
    ///   - masterKey: what names are digested with.
    ///   - throttle: the limits for one account or unknown name.
    ///   - failuresPerMinute: failures a minute from one address.
    ///   - shared: the counts of all nodes; `nil` for this process alone.
    public init(
        masterKey: MasterKey,
        throttle: LoginThrottle = LoginThrottle(),
        failuresPerMinute: Int = 30,
        shared: SharedLimits? = nil
    ) {
        accounts = throttle
        digest = KeyedDigest(masterKey)
        addresses = AttemptThrottle("login", limit: failuresPerMinute, period: 60, shared: shared)
        auditedRefusals = AddressThrottle(limit: failuresPerMinute, period: 60)
    }

    /// Runs an attempt, and counts it against the client's address when it ends in ``AccountError/invalidCredentials``.
    ///
    /// - Throws: ``AccountError/tooManyAttempts(retryAfter:)`` without running it, and what it throws.
    func counting<Success>(
        _ client: ClientContext,
        _ attempt: () async throws -> Success
    ) async throws -> Success {
        let reserved: AttemptThrottle.Attempt
        switch try await addresses.admit(client.address ?? "", at: Date()) {
        case .refused(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .admitted(let admitted): reserved = admitted
        }
        do {
            let success = try await attempt()
            await reserved.release()
            return success
        } catch AccountError.invalidCredentials {
            await reserved.count(at: Date())
            throw AccountError.invalidCredentials
        } catch {
            // Refused before anything was tried, or failed on our side: no failure of this address.
            await reserved.release()
            throw error
        }
    }

    /// Whether a refusal is written down: not more of them than there may be failures.
    func isAudited(refusalOf client: ClientContext) -> Bool {
        let address = client.address ?? ""
        let now = Date()
        guard auditedRefusals.reserve(address, at: now) == nil else { return false }
        auditedRefusals.count(address, at: now)
        return true
    }

    /// What the logins under a name are counted under, whether anybody has it or not.
    func key(ofName name: String) -> [UInt8] { digest("login", name) }

    /// What the logins to an account under all of its names are counted under.
    func key(ofLoginsTo account: UUIDv7) -> [UInt8] { digest("login-account", account.description) }

    /// Whether failures have begun to slow down logins to an account, under whichever of its names.
    func areSlowed(loginsTo account: Account, in tx: any AccountTransaction) throws -> Bool {
        let names = [account.email, account.username].compactMap(\.self).map { key(ofName: $0) }
        return try ([key(ofLoginsTo: account.id)] + names).contains {
            try accounts.isSlowed(digest: $0, in: tx)
        }
    }

    /// What the attempts of a client at an account are counted under.
    func key(
        _ domain: StaticString,
        account: UUIDv7,
        client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> [UInt8] {
        guard let device = try KnownDevice.of(client, account: account, in: tx) else {
            return digest(domain, account.description)
        }
        return digest(domain, account.description, device.digest.map { String($0) }.joined(separator: "."))
    }
}
