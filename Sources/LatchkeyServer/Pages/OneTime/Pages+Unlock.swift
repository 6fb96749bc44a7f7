import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    private var unlockView: AskView {
        AskView(
            title: Phrase("Too many wrong passwords?", "密码错误次数过多？", "密碼錯誤次數過多？"),
            message: Phrase(
                "We send a link that lets passwords in again to the address of your account.",
                "我们会向您账号的邮箱发送一个链接，用于恢复密码登录。",
                "我們會向您帳號的信箱寄送一個連結，用於恢復密碼登入。"
            ),
            button: Phrase("Send the link", "发送链接", "寄送連結"),
            action: links.unlock
        )
    }

    /// Asks whose account is blocked; or, behind a link, shows the button that lets passwords in again.
    @Sendable func showUnlock(_ visit: PageVisit) async throws -> PageAnswer {
        guard let token = visit.query["token"] else { return try answer(unlockView, for: visit) }
        do {
            try await services.oneTime.unblocking.check(token)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.unlock, for: visit)
        }
        let view = TokenView(
            title: Phrase("Sign in again", "重新登录", "重新登入"),
            message: Phrase(
                "Somebody tried too many wrong passwords. Let passwords in again?",
                "有人多次输入了错误的密码。要恢复密码登录吗？",
                "有人多次輸入了錯誤的密碼。要恢復密碼登入嗎？"
            ),
            button: Phrase("Let passwords in again", "恢复密码登录", "恢復密碼登入"),
            action: links.unlock,
            token: token
        )
        return try answer(view, for: visit)
    }

    /// Sends the link, or lets passwords in again.
    @Sendable func submitUnlock(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        guard let token = form["token"] else {
            let refused = try await askForMail(form, on: unlockView, for: visit) { login in
                try await services.oneTime.unblocking.request(login, visit.mailRequested)
            }
            let notice = mailOnItsWay(
                Phrase(
                    "If there is such an account, a mail with a link is on its way to its address.",
                    "如果存在该账号，我们已向其邮箱发送了一封带有链接的邮件。",
                    "如果該帳號存在，我們已向其信箱寄出一封附有連結的郵件。"
                )
            )
            return try refused ?? answer(notice, for: visit)
        }
        do {
            try await services.oneTime.unblocking.confirm(token)
            return .redirect(to: Outcome.unblocked.appended(to: links.login))
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.unlock, for: visit)
        }
    }
}
