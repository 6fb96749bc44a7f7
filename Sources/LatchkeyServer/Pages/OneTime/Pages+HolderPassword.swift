import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

extension Pages {
    /// The form behind a link again, with what is wrong with the password beside it.
    func refusedPassword(
        _ error: AccountError,
        for visit: PageVisit,
        view: (Phrase) -> TokenView
    ) throws -> PageAnswer {
        switch error {
        case .invalidFields:
            let fault = Phrase("Enter your password.", "请输入密码。", "請輸入密碼。")
            return try answer(view(fault), status: .badRequest, for: visit)
        case .invalidCredentials:
            let fault = Phrase(
                "This is not the password of this account.",
                "这不是该账号的密码。",
                "這不是此帳號的密碼。"
            )
            var answer = try answer(view(fault), status: .unauthorized, for: visit)
            answer.headers[.wwwAuthenticate] = BearerChallenge.tokenMissing.description
            return answer
        case .tooManyAttempts(let seconds):
            return try answer(view(WaitText.tooManyAttempts(seconds)), status: .tooManyRequests, for: visit)
                .retrying(after: seconds)
        case .busy(let seconds):
            return try answer(view(WaitText.busy(seconds)), status: .serviceUnavailable, for: visit)
                .retrying(after: seconds)
        default: throw error
        }
    }
}
