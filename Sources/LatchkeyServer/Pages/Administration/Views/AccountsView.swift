import LatchkeyAccounts

/// The list of accounts.
struct AccountsView: PageView {
    static let template = "admin-accounts"

    /// One account of the list.
    struct Row: Sendable {
        let href: String
        let name: String
        /// What else it is called.
        let others: [String]
        let roles: [String]
        let isLocked: Bool
        let created: TimeView

        init(_ account: Account, _ links: PageLinks) {
            href = links.adminAccount(account.id)
            name = account.name ?? account.login
            // What stands in the link already is not said twice.
            others = [
                account.name == nil ? nil : account.email,
                account.name == nil && account.email == nil ? nil : account.username.map { "@" + $0 },
            ].compactMap(\.self)
            roles = account.roles
            isLocked = account.isLocked
            created = TimeView(account.createdAt)
        }
    }

    let top: AdminTop
    let search: String
    let rows: [Row]
    let isEmpty: Bool
    let pager: PagerView

    init(_ accounts: [Account], search: String, pager: PagerView, top: AdminTop, links: PageLinks) {
        self.top = top
        self.search = search
        rows = accounts.map { Row($0, links) }
        isEmpty = accounts.isEmpty
        self.pager = pager
    }
}
