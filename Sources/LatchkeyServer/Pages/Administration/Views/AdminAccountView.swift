import FoundationEssentials
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// One account, as an administrator sees and changes it.
struct AdminAccountView: PageView {
    static let template = "admin-account"

    /// A session of the account.
    struct SessionRow: Sendable {
        let id: String
        let device: Phrase
        let address: String?
        let client: String?
        let signedIn: TimeView
        let lastSeen: TimeView

        init(_ session: Session) {
            id = session.id.description
            device = session.devicePhrase
            address = session.address
            client = session.clientID == TokenGrant.ownClientID ? nil : session.clientID
            signedIn = TimeView(session.createdAt)
            lastSeen = TimeView(session.lastSeenAt)
        }
    }

    let top: AdminTop
    /// Where the forms of the page go.
    let path: String
    let id: String
    let displayName: String
    let login: String
    let created: TimeView
    let lockedSince: TimeView?
    let isLocked: Bool
    let emailVerified: Bool
    let hasEmail: Bool
    /// Whether a link can be sent to set a password.
    let canReset: Bool
    /// Whether it is the account of whoever looks.
    let isOwn: Bool
    let profile: [FieldView]
    let roles: [FieldView]
    let confirmation: FieldView
    let sessions: [SessionRow]
    let hasSessions: Bool
    let hasMore: Bool
    let audit: String
    let hasFaults: Bool

    init(
        _ account: Account,
        sessions: [Session],
        hasMore: Bool,
        typed: FormFields?,
        faults: FieldFaults,
        isOwn: Bool,
        top: AdminTop,
        links: PageLinks
    ) {
        self.top = top
        path = links.adminAccount(account.id)
        id = account.id.description
        displayName = account.name ?? account.login
        login = account.login
        created = TimeView(account.createdAt)
        lockedSince = account.lockedAt.map { TimeView($0) }
        isLocked = account.isLocked
        emailVerified = account.emailVerified
        hasEmail = account.email != nil
        canReset = account.email != nil && !account.isLocked
        self.isOwn = isOwn
        profile = Self.profile(account, typed, faults)
        roles = [.roles(typed?["roles"] ?? account.roles.joined(separator: " "), error: faults["roles"])]
        confirmation = .confirmation(of: account.login, error: faults["confirmation"])
        self.sessions = sessions.map { SessionRow($0) }
        hasSessions = !sessions.isEmpty
        self.hasMore = hasMore
        audit = links.adminAudit + "?account=\(account.id)"
        hasFaults = top.alert != nil || (profile + roles + [confirmation]).contains { $0.error != nil }
    }

    /// Also when one of its forms was refused.
    var returnPath: String? { path }

    private static func profile(
        _ account: Account,
        _ typed: FormFields?,
        _ faults: FieldFaults
    ) -> [FieldView] {
        [
            .personName(typed?["name"] ?? account.name, error: faults["name"]),
            .personUsername(typed?["username"] ?? account.username, error: faults["username"]),
            .personEmail(typed?["email"] ?? account.email, error: faults["email"], isOptional: true),
        ]
    }
}

extension FieldView {
    /// The user name of somebody else.
    static func personUsername(_ value: String?, error: Phrase?) -> FieldView {
        FieldView(
            "username",
            label: Phrase("User name", "用户名", "使用者名稱"),
            autocomplete: "off",
            value: value,
            error: error,
            isIdentifier: true,
            isOptional: true
        )
    }

    /// What must be typed before something is deleted.
    fileprivate static func confirmation(of login: String, error: Phrase?) -> FieldView {
        FieldView(
            "confirmation",
            label: Phrase("Type \(login) to delete it", "输入 \(login) 以删除", "輸入 \(login) 以刪除"),
            autocomplete: "off",
            error: error,
            isIdentifier: true
        )
    }
}
