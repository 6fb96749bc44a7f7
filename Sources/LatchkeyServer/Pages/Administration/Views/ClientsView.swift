import FoundationEssentials
import LatchkeyOAuth
import LatchkeyTokens

/// The list of clients.
struct ClientsView: PageView {
    static let template = "admin-clients"

    /// One client of the list.
    struct Row: Sendable {
        let href: String
        let name: String
        let id: String
        let authentication: Phrase
        let lastUsed: TimeView?
    }

    let top: AdminTop
    let rows: [Row]
    let isEmpty: Bool
    let pager: PagerView

    init(_ clients: [Client], pager: PagerView, top: AdminTop, links: PageLinks) {
        self.top = top
        rows = clients.map {
            Row(
                href: links.adminClient($0.id),
                name: $0.name,
                id: $0.id.description,
                authentication: $0.authentication.name,
                lastUsed: $0.lastUsedAt.map { TimeView($0) }
            )
        }
        isEmpty = clients.isEmpty
        self.pager = pager
    }
}

/// One client.
struct ClientView: PageView {
    static let template = "admin-client"

    /// How long the secret before is good after a rotation.
    static let overlaps: [(value: String, seconds: TimeInterval, name: Phrase)] = [
        ("day", Clients.standardOverlap, Phrase("for one more day", "再有效一天", "再有效一天")),
        ("week", 7 * 86_400, Phrase("for one more week", "再有效一周", "再有效一週")),
        ("none", 0, Phrase("no longer", "立即失效", "立即失效")),
    ]

    let top: AdminTop
    let path: String
    /// Where the form is that changes it.
    let form: String
    let id: String
    let name: String
    let authentication: Phrase
    let grants: [String]
    let scope: String?
    let audience: [String]
    let created: TimeView
    let lastUsed: TimeView?
    let hasSecret: Bool
    /// Until when the secret before the present one is accepted.
    let previousEnds: TimeView?
    let options: [OptionView]

    init(_ client: Client, top: AdminTop, links: PageLinks, now: Date) {
        self.top = top
        path = links.adminClient(client.id)
        form = links.adminClientForm(client.id)
        id = client.id.description
        name = client.name
        authentication = client.authentication.name
        grants = GrantType.allCases.filter(client.grants.contains).map(\.rawValue)
        scope = client.scope.isEmpty ? nil : client.scope.description
        audience = client.audience
        created = TimeView(client.createdAt)
        lastUsed = client.lastUsedAt.map { TimeView($0) }
        hasSecret = client.secrets != nil
        previousEnds = client.secrets?.previousEndsAt.flatMap { $0 > now ? TimeView($0) : nil }
        options = Self.overlaps.map { OptionView(value: $0.value, name: $0.name) }
    }
}

/// A client's new secret, which nobody will see again.
struct ClientSecretView: PageView {
    static let template = "admin-secret"

    let top: AdminTop
    let name: String
    let id: String
    let secret: String
    let path: String

    /// The secret itself is shown once.
    var returnPath: String? { path }

    init(client: Client, secret: String, top: AdminTop, links: PageLinks) {
        self.top = top
        name = client.name
        id = client.id.description
        self.secret = secret
        path = links.adminClient(client.id)
    }
}

/// One choice of a list.
struct OptionView: Sendable {
    let value: String
    let name: Phrase
    var isSelected = false
}

extension ClientAuthenticationMethod {
    /// What people call it.
    var name: Phrase {
        switch self {
        case .secret: Phrase("By a secret", "使用密钥", "使用密鑰")
        case .privateKey: Phrase("By assertions that it signs", "使用其签名的断言", "使用其簽署的斷言")
        case .none: Phrase("Not at all (public client)", "不验证（公开客户端）", "不驗證（公開用戶端）")
        }
    }
}
