import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

/// Asks for another e-mail address; it changes once the mails have been answered.
extension Pages {
    @Sendable func showEmailAddress(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, _) = try await freshlySignedIn(visit, at: links.email)
        return try answer(emailView(account), for: visit)
    }

    /// Sends the mails, and says the same whether the address is free or not.
    @Sendable func submitEmailAddress(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, _) = try await freshlySignedIn(visit, at: links.email)
        let email = (form["email"] ?? "").trimmedName
        do {
            try await services.oneTime.emailChange.request(
                account: account.id,
                email: email,
                visit.mailRequested
            )
            let needsBoth = account.email != nil && account.emailVerified
            let outcome = needsBoth ? Outcome.emailAskedTwice : Outcome.emailAsked
            return .redirect(to: outcome.appended(to: links.profile))
        } catch AccountError.invalidFields(let faults) {
            let fault = faults.first.map { email.isEmpty ? FieldError("email", .missing) : $0 }
            let view = emailView(account, typed: email, fault: fault)
            return try answer(view, status: .badRequest, for: visit)
        }
    }

    private func emailView(
        _ account: Account,
        typed: String? = nil,
        fault: FieldError? = nil
    ) -> AccountFormView {
        AccountFormView(
            title: Phrase("Change your e-mail address", "更改邮箱地址", "變更電子郵件地址"),
            messages: [
                account.email.map {
                    Phrase("Your address is \($0).", "您当前的地址是 \($0)。", "您目前的地址是 \($0)。")
                },
                Phrase(
                    "We send a link to the new address, and one to the present address if it is confirmed. The change happens when all of them have been opened.",
                    "我们会向新地址发送一个链接；如果当前地址已确认，也会向它发送一个链接。所有链接都打开后，更改才会生效。",
                    "我們會向新地址寄送一個連結；如果目前的地址已確認，也會向它寄送一個連結。所有連結都開啟後，變更才會生效。"
                ),
            ].compactMap(\.self),
            action: links.email,
            button: Phrase("Send the links", "发送链接", "寄送連結"),
            back: LinkView.profile(links),
            fields: [.email(typed, error: fault.map(SignUpFaults.email)).focused()],
            hasFaults: fault != nil
        )
    }
}
