import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

extension Pages {
    var minimumPasswordLength: Int {
        PasswordPolicy(minimumLength: services.configuration.minimumPasswordLength).minimumLength
    }

    /// The sign-up form; who is signed in goes on at once.
    @Sendable func showSignUp(_ visit: PageVisit) async throws -> PageAnswer {
        let path = destination(in: visit.query)
        if try await person(of: visit) != nil { return .redirect(to: path?.text ?? links.account) }
        return try answer(
            SignUpView(minimumPasswordLength: minimumPasswordLength, goingTo: path),
            for: visit
        )
    }

    /// Makes the account and signs it in, or says beside each field what is wrong.
    @Sendable func submitSignUp(_ visit: PageVisit, _ fields: FormFields) async throws -> PageAnswer {
        let path = destination(in: fields)
        let form = SignUpForm(fields)
        do {
            guard !services.configuration.signUpVerifiesEmail else {
                try await services.signUp.begin(form.account, visit.mailRequested)
                return try answer(
                    mailOnItsWay("To finish, open the link in the mail that we sent to \(form.login)."),
                    for: visit
                )
            }
            let signIn = try await services.signUp.signUp(form.account, from: visit.client, forPages: true)
            return try await enter(signIn, replacing: visit, goingTo: path)
        } catch let error as AccountError {
            return try refusedSignUp(error, form, goingTo: path, for: visit)
        }
    }

    private func refusedSignUp(
        _ error: AccountError,
        _ form: SignUpForm,
        goingTo path: LocalPath?,
        for visit: PageVisit
    ) throws -> PageAnswer {
        let length = minimumPasswordLength
        func page(_ faults: SignUpFaults = SignUpFaults(), alert: String? = nil) -> SignUpView {
            SignUpView(form, faults: faults, alert: alert, minimumPasswordLength: length, goingTo: path)
        }
        switch error {
        case .invalidFields(let errors):
            let faults = SignUpFaults(errors, minimumPasswordLength: length)
            return try answer(page(faults), status: .badRequest, for: visit)
        case .emailTaken:
            let fault = "There is an account with this e-mail address already."
            let query = path.map { "?redirect=" + $0.queryValue } ?? ""
            let remedy = LinkView(text: "Sign in instead", href: links.login + query)
            return try answer(page(SignUpFaults(login: fault, remedy: remedy)), status: .conflict, for: visit)
        case .usernameTaken:
            return try answer(
                page(SignUpFaults(login: "This user name is taken.")),
                status: .conflict,
                for: visit
            )
        case .tooManyAttempts(let seconds):
            return try answer(
                page(alert: WaitText.tooManyAttempts(seconds)),
                status: .tooManyRequests,
                for: visit
            )
            .retrying(after: seconds)
        case .busy(let seconds):
            return try answer(page(alert: WaitText.busy(seconds)), status: .serviceUnavailable, for: visit)
                .retrying(after: seconds)
        default: throw error
        }
    }
}
