import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyOAuth
import LatchkeyTokens

/// The pages of administrators: whoever has not the role is refused, and whoever changes something must have shown
/// lately who they are.
extension Pages {
    typealias AdminPage = @Sendable (AdminVisit) async throws -> PageAnswer
    typealias AdminForm = @Sendable (AdminVisit, FormFields) async throws -> PageAnswer
    typealias ReturnPath = @Sendable (PageVisit) -> String

    func addAdministrationRoutes<Context: RequestContext>(
        to router: some RouterMethods<Context>,
        _ pipeline: PagePipeline<Context>
    ) {
        let routes = AdminRoutes(pages: self, router: router, pipeline: pipeline)
        routes.page("admin", links.admin, showFigures)
        addAdminAccountRoutes(routes)
        addInvitationRoutes(routes)
        routes.page("admin/clients", links.adminClients, showClients)
        routes.fresh("admin/clients/new", links.adminNewClient, showNewClient, submitNewClient)
        routes.page("admin/clients/{id}", links.adminClients, showClient)
        routes.fresh("admin/clients/{id}/edit", clientFormPath, showClientForm, submitClientForm)
        routes.form("admin/clients/{id}/rotate", clientPath, rotateClient)
        routes.form("admin/clients/{id}/delete", clientPath, deleteClient)
        routes.page("admin/keys", links.adminKeys, showKeys)
        routes.form("admin/keys/rotate", { [links] _ in links.adminKeys }, rotateKey)
        routes.page("admin/audit", links.adminAudit, showAudit)
    }

    private func addInvitationRoutes(_ routes: AdminRoutes<some RouterMethods>) {
        routes.page("admin/invitations", links.adminInvitations, showInvitations)
        routes.fresh(
            "admin/invitations/new",
            links.adminNewInvitation,
            showInvitationForm,
            submitInvitationForm
        )
        routes.form(
            "admin/invitations/{id}/withdraw",
            { [links] _ in links.adminInvitations },
            withdrawInvitation
        )
    }

    private func addAdminAccountRoutes(_ routes: AdminRoutes<some RouterMethods>) {
        routes.page("admin/accounts", links.adminAccounts, showAccounts)
        routes.fresh("admin/accounts/new", links.adminNewAccount, showNewAccount, submitNewAccount)
        routes.page("admin/accounts/{id}", links.adminAccounts, showAccountOfOther)
        let forms: KeyValuePairs<String, AdminForm> = [
            "profile": changeProfile, "roles": changeRoles, "lock": lockAccount, "unlock": unlockAccount,
            "end-sessions": endSessionsOfOther, "sessions/{session}/end": endSessionOfOther,
            "reset": sendReset, "export": exportAccount, "delete": deleteAccountOfOther,
        ]
        for (path, form) in forms { routes.form("admin/accounts/{id}/\(path)", accountPath, form) }
    }

    private var accountPath: ReturnPath {
        { [links] visit in
            visit.parameters.get("id").flatMap { UUIDv7($0) }.map(links.adminAccount) ?? links.adminAccounts
        }
    }

    private var clientPath: ReturnPath {
        { [links] visit in
            visit.parameters.get("id").flatMap { UUIDv7($0) }.map(links.adminClient) ?? links.adminClients
        }
    }

    private var clientFormPath: ReturnPath {
        { [links] visit in
            visit.parameters.get("id").flatMap { UUIDv7($0) }.map(links.adminClientForm) ?? links.adminClients
        }
    }

    /// A page for those who have the role.
    ///
    /// - Parameters:
    ///   - path: where to come back to after signing in, or after showing again who one is.
    ///   - fresh: whether that must have been lately.
    ///   - page: the page, or what a form does.
    /// - Returns: the same for any visitor.
    func forAdministrators(
        _ path: @escaping ReturnPath,
        fresh: Bool,
        _ page: @escaping AdminPage
    ) -> @Sendable (PageVisit) async throws -> PageAnswer {
        { visit in
            let back = path(visit)
            let (account, session) = try await signedIn(visit, at: back)
            guard account.isAdministrator else {
                return try answer(NoticeView.notForYou(links.account), status: .forbidden, for: visit)
            }
            if fresh { _ = try await freshlySignedIn(visit, at: back) }
            let now = try await services.storage.read { $0.now }
            let admin = AdminVisit(visit: visit, account: account, session: session, now: now)
            return try await AuditActor.$current.withValue(.account(account.id)) {
                try await answering(admin, page)
            }
        }
    }

    private func answering(_ admin: AdminVisit, _ page: AdminPage) async throws -> PageAnswer {
        do {
            return try await page(admin)
        } catch
            where error is NothingHere || error as? AccountError == .accountNotFound
            || error as? ClientError == .notFound
        {
            return try answer(NoticeView.nothingHere(links.admin), status: .notFound, for: admin.visit)
        }
    }
}

extension NoticeView {
    /// For somebody who has not the role.
    fileprivate static func notForYou(_ link: String) -> NoticeView {
        NoticeView(
            title: Phrase("Not for you", "您无权访问", "您無權存取"),
            message: Phrase(
                "This page is for administrators.",
                "此页面仅供管理员使用。",
                "此頁面僅供管理員使用。"
            ),
            link: link,
            linkText: Phrase("Go to your account", "前往您的账号", "前往您的帳號")
        )
    }

    /// For the address of something that is gone.
    fileprivate static func nothingHere(_ link: String) -> NoticeView {
        NoticeView(
            title: Phrase("There is nothing here", "这里什么都没有", "這裡什麼都沒有"),
            message: Phrase(
                "It may have been deleted meanwhile.",
                "它可能在此期间已被删除。",
                "它可能在此期間已被刪除。"
            ),
            link: link,
            linkText: Phrase("Back to administration", "返回管理页面", "返回管理頁面")
        )
    }
}

/// Adds routes that only administrators get anywhere with.
struct AdminRoutes<Router: RouterMethods> {
    let pages: Pages
    let router: Router
    let pipeline: PagePipeline<Router.Context>

    /// A page that shows something.
    func page(_ path: String, _ back: String, _ page: @escaping Pages.AdminPage) {
        let path = RouterPath(path)
        router.get(path, use: pipeline.page(pages.forAdministrators({ _ in back }, fresh: false, page)))
        router.refuseOtherMethods(path, than: [.get])
    }

    /// A page with one form, both for those who showed lately who they are.
    func fresh(
        _ path: String,
        _ back: String,
        _ page: @escaping Pages.AdminPage,
        _ form: @escaping Pages.AdminForm
    ) {
        fresh(path, { _ in back }, page, form)
    }

    /// The same for something that the path names.
    func fresh(
        _ path: String,
        _ back: @escaping Pages.ReturnPath,
        _ page: @escaping Pages.AdminPage,
        _ form: @escaping Pages.AdminForm
    ) {
        let path = RouterPath(path)
        router.get(path, use: pipeline.page(pages.forAdministrators(back, fresh: true, page)))
        post(path, back, back: pages.links.admin, form)
        router.refuseOtherMethods(path, than: [.get, .post])
    }

    /// A form of another page, which shows `again` after a step-up.
    func form(_ path: String, _ back: @escaping Pages.ReturnPath, _ form: @escaping Pages.AdminForm) {
        let path = RouterPath(path)
        post(path, { AdminOutcome.again.appended(to: back($0)) }, back: pages.links.admin, form)
        router.refuseOtherMethods(path, than: [.post])
    }

    private func post(
        _ path: RouterPath,
        _ returnPath: @escaping Pages.ReturnPath,
        back: String,
        _ form: @escaping Pages.AdminForm
    ) {
        let pages = pages
        router.post(
            path,
            use: pipeline.form(from: back) { visit, fields in
                let page = pages.forAdministrators(returnPath, fresh: true) { try await form($0, fields) }
                return try await page(visit)
            }
        )
    }
}
