import FoundationEssentials
import LatchkeyAccounts

/// Who is signed in, and what there is to see and to change.
struct AccountView: PageView {
    static let template = "account"

    let displayName: String
    let initial: String
    let email: String?
    let username: String?
    let createdAt: MomentView
    /// Whether an address waits to be confirmed.
    let isUnverified: Bool
    let hasFactors: Bool
    /// Whether the way to the pages of administrators is shown.
    let isAdministrator: Bool
    let factors: Phrase
    let devices: Phrase
    let notice: Phrase?

    init(
        _ account: Account,
        factorCount: Int,
        sessionCount: Int,
        hasMoreSessions: Bool,
        notice: Phrase?,
        now: Date
    ) {
        let name = account.name ?? account.login
        displayName = name
        initial = name.prefix(1).uppercased()
        // What stands in the heading already is not said twice.
        email = account.name == nil ? nil : account.email
        username = account.name == nil && account.email == nil ? nil : account.username
        createdAt = MomentView(account.createdAt, now: now)
        isUnverified = account.email != nil && !account.emailVerified
        hasFactors = factorCount > 0
        isAdministrator = account.isAdministrator
        factors = Self.factors(factorCount)
        devices = Self.devices(sessionCount, hasMore: hasMoreSessions)
        self.notice = notice
    }

    private static func factors(_ count: Int) -> Phrase {
        switch count {
        case 0: Phrase("Your password alone opens your account", "目前仅凭密码即可登录", "目前僅憑密碼即可登入")
        case 1: Phrase("On, with one authenticator", "已开启，1 个验证器", "已開啟，1 個驗證器")
        default: Phrase("On, with \(count) authenticators", "已开启，\(count) 个验证器", "已開啟，\(count) 個驗證器")
        }
    }

    private static func devices(_ count: Int, hasMore: Bool) -> Phrase {
        if hasMore {
            return Phrase("Signed in more than \(count) times", "超过 \(count) 个登录会话", "超過 \(count) 個登入工作階段")
        }
        guard count > 1 else { return Phrase("Signed in here only", "仅在此设备登录", "僅在此裝置登入") }
        return Phrase("Signed in \(count) times", "\(count) 个登录会话", "\(count) 個登入工作階段")
    }
}
