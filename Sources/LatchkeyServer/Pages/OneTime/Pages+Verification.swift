import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// A button that verifies the address; the link stays good until it is pressed.
    @Sendable func showVerify(_ visit: PageVisit) async throws -> PageAnswer {
        let token = visit.query["token"] ?? ""
        do {
            try await services.oneTime.emailVerification.check(token)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.login, for: visit)
        }
        let view = TokenView(
            title: Phrase("Confirm your e-mail address", "确认邮箱地址", "確認電子郵件地址"),
            message: Phrase("One click, and your address is confirmed.", "点击一下，即可确认您的地址。", "按一下，即可確認您的地址。"),
            button: Phrase("Confirm address", "确认地址", "確認地址"),
            action: links.verify,
            token: token
        )
        return try answer(view, for: visit)
    }

    /// Verifies the address, or finishes a sign-up, and leads to the sign-in.
    @Sendable func submitVerify(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        do {
            _ = try await services.oneTime.emailVerification.confirm(form["token"] ?? "")
            return .redirect(to: Outcome.addressConfirmed.appended(to: links.login))
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.login, for: visit)
        } catch let error as AccountError where error == .emailTaken || error == .usernameTaken {
            let view = NoticeView(
                title: Phrase("Somebody was quicker", "有人抢先了一步", "有人搶先了一步"),
                message: error == .emailTaken
                    ? Phrase(
                        "There is an account with this e-mail address by now.",
                        "该邮箱地址现已注册。",
                        "此電子郵件地址現已註冊。"
                    )
                    : Phrase(
                        "The user name has been taken by now. Sign up again with another.",
                        "该用户名现已被占用，请换一个重新注册。",
                        "此使用者名稱現已有人使用，請換一個重新註冊。"
                    ),
                link: error == .emailTaken ? links.login : links.signUp,
                linkText: error == .emailTaken
                    ? Phrase("Sign in", "登录", "登入") : Phrase("Sign up again", "重新注册", "重新註冊")
            )
            return try answer(view, status: .conflict, for: visit)
        }
    }

    /// A button that agrees to a change of address; the link stays good until it is pressed.
    @Sendable func showEmailChange(_ visit: PageVisit) async throws -> PageAnswer {
        let token = visit.query["token"] ?? ""
        do {
            try await services.oneTime.emailChange.check(token)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.account, for: visit)
        }
        let view = TokenView(
            title: Phrase("Change your e-mail address", "更改邮箱地址", "變更電子郵件地址"),
            message: Phrase(
                "Do you agree to the change that the mail describes?",
                "您同意邮件中所述的更改吗？",
                "您同意郵件中所述的變更嗎？"
            ),
            button: Phrase("Agree to the change", "同意更改", "同意變更"),
            action: links.emailChange,
            token: token
        )
        return try answer(view, for: visit)
    }

    /// Notes the agreement, and says whether that of the other address is still missing.
    @Sendable func submitEmailChange(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        do {
            let token = form["token"] ?? ""
            let account = try await services.oneTime.emailChange.confirm(token, from: visit.client)
            let view = NoticeView(
                title: account == nil
                    ? Phrase("One more step", "还差一步", "還差一步")
                    : Phrase("Your e-mail address was changed", "您的邮箱地址已更改", "您的電子郵件地址已變更"),
                message: account == nil
                    ? Phrase(
                        "Now open the link in the mail to your other address.",
                        "现在请打开发送到您另一个邮箱的邮件中的链接。",
                        "現在請開啟寄到您另一個信箱的郵件中的連結。"
                    )
                    : Phrase(
                        "From now on your account has its new address.",
                        "您的账号从现在起使用新的地址。",
                        "您的帳號從現在起使用新的地址。"
                    ),
                link: links.account,
                linkText: Phrase("Go to your account", "前往我的账号", "前往我的帳號")
            )
            return try answer(view, for: visit)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.account, for: visit)
        }
    }
}
