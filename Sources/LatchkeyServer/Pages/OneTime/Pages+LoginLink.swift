import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    private var loginLinkView: AskView {
        AskView(
            title: Phrase("Sign in by mail", "通过邮件登录", "透過電子郵件登入"),
            message: Phrase(
                "We send a link to the address of your account. Open it in this browser.",
                "我们会向您账号的邮箱发送一个链接，请在此浏览器中打开。",
                "我們會向您帳號的信箱寄送一個連結，請在此瀏覽器中開啟。"
            ),
            button: Phrase("Send the link", "发送链接", "寄送連結"),
            action: links.loginLink
        )
    }

    /// Asks whom to send a link; or, behind a link, shows the button that signs in.
    @Sendable func showLoginLink(_ visit: PageVisit) async throws -> PageAnswer {
        guard let token = visit.query["token"] else { return try answer(loginLinkView, for: visit) }
        guard visit.mailRequest != nil else {
            return try uselessLink(.wrongBinding, link: links.loginLink, for: visit)
        }
        let view = TokenView(
            title: Phrase("Sign in", "登录", "登入"),
            message: Phrase("You asked for a link to sign in.", "您申请了登录链接。", "您申請了登入連結。"),
            button: Phrase("Sign in", "登录", "登入"),
            action: links.loginLink,
            token: token
        )
        return try answer(view, for: visit)
    }

    /// Sends a link, or signs in by one.
    @Sendable func submitLoginLink(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        if let token = form["token"] { return try await logIn(by: token, visit) }
        var cookie: String?
        let refused = try await askForMail(form, on: loginLinkView, for: visit) { login in
            let secret = try await services.oneTime.signIn.requestLink(login, visit.mailRequested)
            cookie = cookies.mailRequest(secret)
        }
        if let refused { return refused }
        var notice = try answer(
            mailOnItsWay(
                Phrase(
                    "If there is such an account, a mail with a link is on its way. Open it in this browser.",
                    "如果存在该账号，带有链接的邮件已发出。请在此浏览器中打开。",
                    "如果該帳號存在，附有連結的郵件已寄出。請在此瀏覽器中開啟。"
                )
            ),
            for: visit
        )
        if let cookie { notice.setCookies.append(cookie) }
        return notice
    }

    private func logIn(by token: String, _ visit: PageVisit) async throws -> PageAnswer {
        do {
            let signIn = try await services.oneTime.signIn.confirmLink(
                token,
                request: visit.mailRequest ?? "",
                from: visit.client,
                forPages: true
            )
            var answer = try await enter(signIn, replacing: visit, goingTo: nil)
            answer.setCookies.append(cookies.endedMailRequest)
            return answer
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.loginLink, for: visit)
        }
    }
}
