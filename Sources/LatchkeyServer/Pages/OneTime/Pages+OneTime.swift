import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// The pages that links in mails lead to, and those that ask for such a mail.
extension Pages {
    func addOneTimeRoutes<Context: RequestContext>(
        to router: some RouterMethods<Context>,
        _ pipeline: PagePipeline<Context>
    ) {
        router.get("forgot", use: pipeline.page(showForgot))
        router.post("forgot", use: pipeline.form(from: links.forgot, submitForgot))
        router.get("reset", use: pipeline.page(showReset))
        router.post("reset", use: pipeline.form(from: links.forgot, submitReset))
        router.get("verify", use: pipeline.page(showVerify))
        router.post("verify", use: pipeline.form(from: links.login, submitVerify))
        router.get("email-change", use: pipeline.page(showEmailChange))
        router.post("email-change", use: pipeline.form(from: links.account, submitEmailChange))
        router.get("login/link", use: pipeline.page(showLoginLink))
        router.post("login/link", use: pipeline.form(from: links.loginLink, submitLoginLink))
        router.get("login/code", use: pipeline.page(showLoginCode))
        router.post("login/code", use: pipeline.form(from: links.loginCode, submitLoginCode))
        router.get("login/code/confirm", use: pipeline.page(showLoginCodeConfirm))
        router.post(
            "login/code/confirm",
            use: pipeline.form(from: links.loginCodeConfirm, submitLoginCodeConfirm)
        )
        router.get("invitation", use: pipeline.page(showInvitation))
        router.post("invitation", use: pipeline.form(from: links.login, submitInvitation))
        router.get("unlock", use: pipeline.page(showUnlock))
        router.post("unlock", use: pipeline.form(from: links.unlock, submitUnlock))
        for path: RouterPath in [
            "forgot", "reset", "verify", "email-change", "login/link", "login/code", "login/code/confirm",
            "invitation", "unlock",
        ] {
            router.refuseOtherMethods(path, than: [.get, .post])
        }
    }

    /// Says that a mail is on its way, to known and unknown addresses alike.
    func mailOnItsWay(_ message: Phrase) -> NoticeView {
        NoticeView(
            title: Phrase("Look into your mail", "请查看邮箱", "請查看信箱"),
            message: message,
            link: links.login,
            linkText: Phrase("Back to sign in", "返回登录", "返回登入")
        )
    }

    /// Says that a link is of no use, and where to get another.
    func uselessLink(_ error: OneTimeTokenError, link: String, for visit: PageVisit) throws -> PageAnswer {
        if case .storageFailed = error { throw error }
        let view = NoticeView(
            title: error == .expired
                ? Phrase("This link has expired", "此链接已过期", "此連結已過期")
                : Phrase("This link is not valid", "此链接无效", "此連結無效"),
            message: error == .wrongBinding
                ? Phrase(
                    "Open it in the same browser where you asked for it, or ask for a new one here.",
                    "请在申请链接时使用的浏览器中打开，或在此处重新申请。",
                    "請在申請連結時使用的瀏覽器中開啟，或在此重新申請。"
                )
                : Phrase(
                    "Links are good once and for a short time. Ask for a new one.",
                    "链接只能使用一次，且有效时间很短。请重新申请。",
                    "連結只能使用一次，且有效時間很短。請重新申請。"
                ),
            link: link,
            linkText: Phrase("Ask for a new link", "重新申请链接", "重新申請連結")
        )
        return try answer(view, status: .badRequest, for: visit)
    }

    /// Asks for a mail by a form, and shows the form again when it was not filled in as it should.
    func askForMail(
        _ form: FormFields,
        on view: AskView,
        for visit: PageVisit,
        _ ask: (String) async throws -> Void
    ) async throws -> PageAnswer? {
        let login = (form["login"] ?? "").trimmedName
        guard !login.isEmpty else {
            let refused = view.refused(
                login,
                error: Phrase("Enter your e-mail address or user name.", "请输入邮箱地址或用户名。", "請輸入電子郵件地址或使用者名稱。")
            )
            return try answer(refused, status: .badRequest, for: visit)
        }
        do {
            try await ask(login)
            return nil
        } catch AccountError.invalidFields {
            let refused = view.refused(
                login,
                error: Phrase(
                    "This is neither an e-mail address nor a user name.",
                    "这既不是邮箱地址，也不是用户名。",
                    "這既不是電子郵件地址，也不是使用者名稱。"
                )
            )
            return try answer(refused, status: .badRequest, for: visit)
        }
    }
}

extension PageVisit {
    /// Who asks for a mail on a page.
    var mailRequested: MailRequest { MailRequest(client: client, language: language) }
}
