import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// The form for the code of a second factor, for a visitor whose password was right.
    @Sendable func showSecondFactor(_ visit: PageVisit) async throws -> PageAnswer {
        guard visit.loginToken != nil else { return .redirect(to: links.login) }
        return try answer(SecondFactorView(goingTo: destination(in: visit.query)), for: visit)
    }

    /// Signs in, or says that the code is not right.
    @Sendable func submitSecondFactor(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let path = destination(in: form)
        guard let loginToken = visit.loginToken else { return startOver(path) }
        let code = form["code"] ?? ""
        guard !code.allSatisfy(\.isWhitespace) else {
            return try refusedCode(
                .badRequest,
                error: Phrase("Enter a code.", "请输入验证码。", "請輸入驗證碼。"),
                goingTo: path,
                for: visit
            )
        }
        do {
            let signIn = try await services.secondFactor.confirm(
                loginToken,
                code: code,
                from: visit.client,
                forPages: true
            )
            var answer = try await enter(signIn, replacing: visit, goingTo: path)
            answer.setCookies.append(cookies.endedLogin)
            return answer
        } catch is OneTimeTokenError {
            return startOver(path)
        } catch AccountError.invalidCredentials {
            let error = Phrase(
                "This code is not right, or was used before. Enter the one that is shown now.",
                "验证码不正确，或已被使用过。请输入当前显示的验证码。",
                "驗證碼不正確，或已被使用過。請輸入目前顯示的驗證碼。"
            )
            var answer = try refusedCode(.unauthorized, error: error, goingTo: path, for: visit)
            answer.headers[.wwwAuthenticate] = BearerChallenge.tokenMissing.description
            return answer
        } catch AccountError.tooManyAttempts(let seconds) {
            let error = WaitText.tooManyAttempts(seconds)
            return try refusedCode(.tooManyRequests, error: error, goingTo: path, for: visit)
                .retrying(after: seconds)
        }
    }

    /// Keeps what leads on to the second factor, and asks for it.
    func askSecondFactor(_ loginToken: String, goingTo path: LocalPath?) -> PageAnswer {
        let query = path.map { "?redirect=" + $0.queryValue } ?? ""
        var answer = PageAnswer.redirect(to: links.secondFactor + query)
        answer.setCookies.append(cookies.login(loginToken))
        return answer
    }

    private func startOver(_ path: LocalPath?) -> PageAnswer {
        let query = path.map { "&redirect=" + $0.queryValue } ?? ""
        var answer = PageAnswer.redirect(to: Outcome.loginExpired.appended(to: links.login) + query)
        answer.setCookies.append(cookies.endedLogin)
        return answer
    }

    private func refusedCode(
        _ status: HTTPResponse.Status,
        error: Phrase,
        goingTo path: LocalPath?,
        for visit: PageVisit
    ) throws -> PageAnswer {
        try answer(SecondFactorView(error: error, goingTo: path), status: status, for: visit)
    }
}
