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
            title: "Confirm your e-mail address",
            message: "One click, and your address is confirmed.",
            button: "Confirm address",
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
                title: "Somebody was quicker",
                message: error == .emailTaken
                    ? "There is an account with this e-mail address by now."
                    : "The user name has been taken by now. Sign up again with another.",
                link: error == .emailTaken ? links.login : links.signUp,
                linkText: error == .emailTaken ? "Sign in" : "Sign up again"
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
            title: "Change your e-mail address",
            message: "Do you agree to the change that the mail describes?",
            button: "Agree to the change",
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
                title: account == nil ? "One more step" : "Your e-mail address was changed",
                message: account == nil
                    ? "Now open the link in the mail to your other address."
                    : "From now on your account has its new address.",
                link: links.account,
                linkText: "Go to your account"
            )
            return try answer(view, for: visit)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.account, for: visit)
        }
    }
}
