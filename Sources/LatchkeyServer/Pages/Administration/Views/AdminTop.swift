/// The sections of the pages of administrators.
enum AdminTab: CaseIterable {
    case figures, accounts, clients, keys, audit

    var name: Phrase {
        switch self {
        case .figures: Phrase("Figures", "概况", "概況")
        case .accounts: Phrase("Accounts", "账号", "帳號")
        case .clients: Phrase("API clients", "API 客户端", "API 用戶端")
        case .keys: Phrase("Signing keys", "签名密钥", "簽章金鑰")
        case .audit: Phrase("Audit log", "审计日志", "稽核記錄")
        }
    }

    func path(_ links: PageLinks) -> String {
        switch self {
        case .figures: links.admin
        case .accounts: links.adminAccounts
        case .clients: links.adminClients
        case .keys: links.adminKeys
        case .audit: links.adminAudit
        }
    }
}

/// What stands above every page of administrators: the way to the others, and what a form has just done.
struct AdminTop: Sendable {
    /// One section.
    struct Tab: Sendable {
        let name: Phrase
        let href: String
        let isCurrent: Bool
    }

    let tabs: [Tab]
    /// What went well before.
    let notice: Phrase?
    /// What went wrong, and belongs to no field.
    let alert: Phrase?

    init(_ current: AdminTab, links: PageLinks, notice: Phrase?, alert: Phrase?) {
        tabs = AdminTab.allCases.map {
            Tab(name: $0.name, href: $0.path(links), isCurrent: $0 == current)
        }
        (self.notice, self.alert) = (notice, alert)
    }
}
