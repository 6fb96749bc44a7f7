import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// `grant_type=wechat_mini_program`, or `wxapp`: the code that a mini program gets from `wx.login`.
///
/// WeChat says whose the code is. Somebody who has an account by the `openid`, the name in this mini program, is that
/// account for good; otherwise by the `unionid`, the name across the owner's programs; otherwise, where that is allowed,
/// an account is made. Both names are linked from then on.
struct WeChatGrant: Grant {
    /// Provider of the names that hold across all programs of one owner.
    static let unionProvider = "wechat"

    let type = GrantType.weChatMiniProgram
    private let storage: any OAuthStorage
    private let gate: SignInGate
    private let configuration: WeChatConfiguration
    /// Every wrong code costs a request to WeChat, whose patience is counted.
    private let failures: AttemptThrottle

    init(
        storage: any OAuthStorage,
        gate: SignInGate,
        configuration: WeChatConfiguration,
        failuresPerMinute: Int,
        shared: SharedLimits?
    ) {
        self.storage = storage
        self.gate = gate
        self.configuration = configuration
        failures = AttemptThrottle("wechat", limit: failuresPerMinute, period: 60, shared: shared)
    }

    /// Provider of the names that hold in this mini program.
    private var openProvider: String { "wechat:\(configuration.appID)" }

    func prove(_ request: OAuthRequest, by client: Client) async throws -> GrantProof {
        let code = try request.required("code")
        guard code.utf8.count <= WeChatCodeExchange.longestCode else {
            throw OAuthError(.invalidGrant, "The code is longer than WeChat's are.")
        }
        return GrantProof(of: client) { context in
            let user = try await user(code, from: context.address ?? "")
            let account = try await account(of: user)
            let proof = SignInProof(
                account: account.id,
                epoch: account.epoch,
                methods: ["wechat"],
                client: context
            )
            guard let signIn = try await gate.admit(proof) else {
                throw OAuthError(.invalidGrant, "The account cannot sign in.")
            }
            return .signIn(signIn)
        }
    }

    private func user(_ code: String, from address: String) async throws -> WeChatUser {
        let attempt: AttemptThrottle.Attempt
        switch try await failures.admit(address, at: Date()) {
        case .refused(let wait): throw OAuthError.throttled(for: wait)
        case .admitted(let admitted): attempt = admitted
        }
        do throws(WeChatError) {
            let user = try await WeChatCodeExchange(configuration: configuration).user(code: code)
            await attempt.release()
            return user
        } catch {
            // WeChat's own troubles are nobody's failure.
            if case .refused = error {
                await attempt.count(at: Date())
            } else {
                await attempt.release()
            }
            throw error.oauthError
        }
    }

    private func account(of user: WeChatUser) async throws -> Account {
        try await storage.transaction { tx in
            let byOpenID = try tx.identities.account(provider: openProvider, subject: user.openID)
            let byUnionID = try user.unionID.flatMap {
                try tx.identities.account(provider: Self.unionProvider, subject: $0)
            }
            let account = try (byOpenID ?? byUnionID).flatMap { try tx.accounts.account($0) } ?? make(in: tx)
            try link(user, to: account, in: tx)
            return account
        }
    }

    private func make(in tx: any AccountTransaction) throws -> Account {
        guard configuration.makesAccounts else {
            throw OAuthError(.invalidGrant, "Nobody here is known by this WeChat account.")
        }
        let account = Account(
            id: UUIDv7(at: tx.now),
            email: nil,
            username: nil,
            name: nil,
            createdAt: tx.now
        )
        try tx.accounts.insert(account)
        try tx.audit.append(AuditEvent(.accountCreated, account: account.id))
        return account
    }

    /// Links what is not linked yet; a name that is another account's stays that one's.
    private func link(_ user: WeChatUser, to account: Account, in tx: any AccountTransaction) throws {
        let names = [(openProvider, user.openID)] + (user.unionID.map { [(Self.unionProvider, $0)] } ?? [])
        for (provider, subject) in names
        where try tx.identities.link(provider: provider, subject: subject, to: account.id) {
            try tx.audit.append(AuditEvent(.identityLinked, account: account.id, reason: provider))
        }
    }
}
