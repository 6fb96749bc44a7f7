import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// `POST /api/email-verification` `{email}`, or with an access token for the own address: 202 in every case; `…/confirm`
/// `{token, password?}`: 200 with the account, nobody signed in; the access token or the known device of the account stands
/// for its password.
struct EmailVerificationEndpoint: Sendable {
    let verification: EmailVerification
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/email-verification") { request, context in
            let body = try await RequestBody(request, allowsEmpty: context.token != nil)
            let asked = MailRequest(request, context: context, configuration: configuration)
            if let email = try body.text("email") {
                try await verification.request(email.trimmedName, asked)
            } else if context.token != nil {
                try await verification.request(account: context.requireAccount(), asked)
            } else {
                throw AccountError.invalid(FieldError("email", .missing))
            }
            return try Response.accepted
        }
        router.refuseOtherMethods("api/email-verification", than: [.post])
        router.post("api/email-verification/confirm") { request, context in
            let body = try await RequestBody(request)
            let account = try await verification.confirm(
                body.required("token"),
                password: body.text("password"),
                signedInAs: context.accountHolder,
                from: cookie.client(of: request, context)
            )
            return try Response.json(account.json)
        }
        router.refuseOtherMethods("api/email-verification/confirm", than: [.post])
    }
}
