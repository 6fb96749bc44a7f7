import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// Signing in by a code that comes by mail: ask for it on one page, type it on the next.
extension Pages {
    private func loginCodeRequestView(goingTo path: LocalPath?) -> AskView {
        AskView(
            title: Phrase("Sign in with a code", "通过验证码登录", "以驗證碼登入"),
            message: Phrase(
                "We send a code to the address of your account. It is good for ten minutes, in this browser.",
                "我们会向您账号的邮箱发送一个验证码，十分钟内可在此浏览器中使用。",
                "我們會向您帳號的信箱寄送一組驗證碼，十分鐘內可在此瀏覽器中使用。"
            ),
            button: Phrase("Send the code", "发送验证码", "寄送驗證碼"),
            action: links.loginCode,
            redirect: path?.text
        )
    }

    /// Asks whom to send a code.
    @Sendable func showLoginCode(_ visit: PageVisit) async throws -> PageAnswer {
        try answer(loginCodeRequestView(goingTo: destination(in: visit.query)), for: visit)
    }

    /// Sends a code and goes on to the form for it, whoever is asked for.
    @Sendable func submitLoginCode(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let path = destination(in: form)
        var cookie: String?
        let refused = try await askForMail(form, on: loginCodeRequestView(goingTo: path), for: visit) {
            login in
            cookie = cookies.mailRequest(
                try await services.oneTime.signIn.requestCode(login, visit.mailRequested)
            )
        }
        if let refused { return refused }
        var answer = PageAnswer.redirect(
            to: links.loginCodeConfirm + (path.map { "?redirect=" + $0.queryValue } ?? "")
        )
        if let cookie { answer.setCookies.append(cookie) }
        return answer
    }

    /// The form for the code, in the browser that asked for it.
    @Sendable func showLoginCodeConfirm(_ visit: PageVisit) async throws -> PageAnswer {
        guard visit.mailRequest != nil else { return .redirect(to: links.loginCode) }
        return try answer(LoginCodeView(goingTo: destination(in: visit.query)), for: visit)
    }

    /// Signs in by the code, or says how many tries are left.
    @Sendable func submitLoginCodeConfirm(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let path = destination(in: form)
        do {
            let signIn = try await services.oneTime.signIn.confirmCode(
                form["code"] ?? "",
                request: visit.mailRequest ?? "",
                from: visit.client,
                forPages: true
            )
            var answer = try await enter(signIn, replacing: visit, goingTo: path)
            answer.setCookies.append(cookies.endedMailRequest)
            return answer
        } catch OneTimeTokenError.malformed {
            let error = Phrase("Enter the six digits from the mail.", "请输入邮件中的六位数字。", "請輸入郵件中的六位數字。")
            return try answer(LoginCodeView(error: error, goingTo: path), status: .badRequest, for: visit)
        } catch OneTimeTokenError.wrongCode(let attemptsLeft) where attemptsLeft > 0 {
            let error = Self.wrongCode(attemptsLeft)
            var answer = try answer(
                LoginCodeView(error: error, goingTo: path),
                status: .unauthorized,
                for: visit
            )
            answer.headers[.wwwAuthenticate] = BearerChallenge.tokenMissing.description
            return answer
        } catch let error as OneTimeTokenError {
            if case .storageFailed = error { throw error }
            return try uselessCode(for: visit)
        }
    }

    private static func wrongCode(_ attemptsLeft: Int) -> Phrase {
        Phrase(
            "This code is not right. \(attemptsLeft) more \(attemptsLeft == 1 ? "try" : "tries").",
            "验证码不正确，还可以尝试 \(attemptsLeft) 次。",
            "驗證碼不正確，還可以嘗試 \(attemptsLeft) 次。"
        )
    }

    private func uselessCode(for visit: PageVisit) throws -> PageAnswer {
        let view = NoticeView(
            title: Phrase("This code is of no use any more", "此验证码已失效", "此驗證碼已失效"),
            message: Phrase(
                "It has expired, was used before, or was typed wrong too often. Ask for a new one.",
                "它已过期、已被使用，或输错次数过多。请重新申请。",
                "它已過期、已被使用，或輸錯次數過多。請重新申請。"
            ),
            link: links.loginCode,
            linkText: Phrase("Ask for a new code", "重新获取验证码", "重新取得驗證碼")
        )
        return try answer(view, status: .badRequest, for: visit)
    }
}
