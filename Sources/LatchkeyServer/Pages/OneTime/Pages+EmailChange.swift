import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// A button that agrees to a change of address, and a field for the password where the new address is opened by
    /// somebody unknown; the link stays good until both are right.
    @Sendable func showEmailChange(_ visit: PageVisit) async throws -> PageAnswer {
        let token = visit.query["token"] ?? ""
        do {
            return try answer(emailChangeView(token, try await pendingChange(token, visit)), for: visit)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.account, for: visit)
        }
    }

    /// Notes the agreement, and says whether that of the other address is still missing.
    @Sendable func submitEmailChange(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let token = form["token"] ?? ""
        do {
            let pending = try await pendingChange(token, visit)
            do {
                let account = try await services.oneTime.emailChange.confirm(
                    token,
                    password: form["password"],
                    signedInAs: try await person(of: visit)?.account.id,
                    from: visit.client
                )
                return try answer(agreed(isDone: account != nil), for: visit)
            } catch let error as AccountError where error != .emailTaken {
                return try refusedPassword(error, for: visit) { emailChangeView(token, pending, error: $0) }
            }
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.account, for: visit)
        }
    }

    private func pendingChange(_ token: String, _ visit: PageVisit) async throws -> EmailChange.Pending {
        let holder = try await person(of: visit)?.account.id
        return try await services.oneTime.emailChange.check(token, signedInAs: holder, from: visit.client)
    }

    private func emailChangeView(
        _ token: String,
        _ pending: EmailChange.Pending,
        error: Phrase? = nil
    ) -> TokenView {
        TokenView(
            title: Phrase("Change your e-mail address", "更改邮箱地址", "變更電子郵件地址"),
            message: pending.needsPassword
                ? Phrase(
                    "Enter the password of the account that is to have this address from now on.",
                    "请输入将使用此邮箱地址的账号的密码。",
                    "請輸入將使用此電子郵件地址的帳號的密碼。"
                )
                : Phrase(
                    "Do you agree to the change that the mail describes?",
                    "您同意邮件中所述的更改吗？",
                    "您同意郵件中所述的變更嗎？"
                ),
            button: Phrase("Agree to the change", "同意更改", "同意變更"),
            action: links.emailChange,
            token: token,
            login: pending.needsPassword ? pending.login : nil,
            password: pending.needsPassword ? .currentPassword(error: error).focused() : nil
        )
    }

    private func agreed(isDone: Bool) -> NoticeView {
        NoticeView(
            title: isDone
                ? Phrase("Your e-mail address was changed", "您的邮箱地址已更改", "您的電子郵件地址已變更")
                : Phrase("One more step", "还差一步", "還差一步"),
            message: isDone
                ? Phrase(
                    "From now on your account has its new address.",
                    "您的账号从现在起使用新的地址。",
                    "您的帳號從現在起使用新的地址。"
                )
                : Phrase(
                    "Now open the link in the mail to your other address.",
                    "现在请打开发送到您另一个邮箱的邮件中的链接。",
                    "現在請開啟寄到您另一個信箱的郵件中的連結。"
                ),
            link: links.account,
            linkText: Phrase("Go to your account", "前往我的账号", "前往我的帳號")
        )
    }
}
