import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE

/// What is kept about somebody: a copy of it, and an end to it.
extension Pages {
    @Sendable func showPersonalData(_ visit: PageVisit) async throws -> PageAnswer {
        _ = try await signedIn(visit, at: links.personalData)
        return try answer(PersonalDataView(), for: visit)
    }

    /// Hands everything out as a file; it is recorded, and therefore no matter of `GET`.
    @Sendable func submitExport(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, _) = try await signedIn(visit, at: links.personalData)
        let data = try await services.ownAccount.personalData.data(of: account.id)
        let file = PageAnswer.File(
            name: "latchkey-account.json",
            type: "application/json",
            octets: Array(try data.json().json().utf8)
        )
        return PageAnswer(status: .ok, file: file)
    }

    /// Asks for the account's name, so that nobody deletes it by a slip.
    @Sendable func showDeletion(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, _) = try await freshlySignedIn(visit, at: links.deletion)
        return try answer(deletionView(account), for: visit)
    }

    @Sendable func submitDeletion(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, _) = try await freshlySignedIn(visit, at: links.deletion)
        guard Self.names(form["confirmation"] ?? "", account) else {
            let fault = Phrase(
                "This is not the name of your account.",
                "这不是您的账号名称。",
                "這不是您的帳號名稱。"
            )
            return try answer(deletionView(account, fault: fault), status: .badRequest, for: visit)
        }
        do {
            try await services.accounts.delete(account.id)
            return leave(.accountDeleted)
        } catch AccountError.lastAdministrator {
            var view = deletionView(account)
            view.alert = Phrase(
                "You are the only administrator. Make somebody else one first.",
                "您是唯一的管理员。请先将其他人设为管理员。",
                "您是唯一的管理員。請先將其他人設為管理員。"
            )
            view.hasFaults = true
            return try answer(view, status: .conflict, for: visit)
        }
    }

    /// Whether a text names the account, in any ASCII case.
    private static func names(_ typed: String, _ account: Account) -> Bool {
        let login = account.login
        let typed = (try? LoginName(typed.trimmedName))?.text ?? typed.trimmedName
        return typed.utf8.elementsEqual(login.utf8)
    }

    private func deletionView(_ account: Account, fault: Phrase? = nil) -> AccountFormView {
        AccountFormView(
            title: Phrase("Delete your account", "删除账号", "刪除帳號"),
            messages: [
                Phrase(
                    "Everything that belongs to it is gone at once and for good; you are signed out everywhere.",
                    "与账号有关的一切将立即永久删除，您将在所有设备上退出登录。",
                    "與帳號有關的一切將立即永久刪除，您將在所有裝置上登出。"
                ),
                Phrase(
                    "To go on, type the name of your account: \(account.login)",
                    "如要继续，请输入您的账号名称：\(account.login)",
                    "如要繼續，請輸入您的帳號名稱：\(account.login)"
                ),
            ],
            action: links.deletion,
            button: Phrase("Delete for good", "永久删除", "永久刪除"),
            isDangerous: true,
            back: LinkView.personalData(links),
            fields: [.confirmation(error: fault).focused()],
            hasFaults: fault != nil
        )
    }
}
