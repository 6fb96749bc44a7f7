import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// `POST /api/email-verification` `{email}`, or with an access token for the own address: 202 in every case; `…/confirm`
/// `{token}`: 200 with the account, nobody signed in.
struct EmailVerificationEndpoint: Sendable {
    let verification: EmailVerification
    let configuration: ServerConfiguration

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/email-verification") { request, context in
            let body = try await RequestBody(request, allowsEmpty: context.token != nil)
            let asked = MailRequest(request, context: context, configuration: configuration)
            if let email = try body.text("email") {
                try await verification.request(email.trimmedName, asked)
            } else if let account = context.token.flatMap({ UUIDv7($0.subject) }) {
                try await verification.request(account: account, asked)
            } else {
                throw AccountError.invalid(FieldError("email", .missing))
            }
            return try Response.accepted
        }
        router.refuseOtherMethods("api/email-verification", than: [.post])
    }

    /// Routes whose one-time token says it all: an access token that comes along is not looked at.
    func addOpenRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/email-verification/confirm") { request, _ in
            let account = try await verification.confirm(RequestBody(request).required("token"))
            return try Response.json(account.json)
        }
        router.refuseOtherMethods("api/email-verification/confirm", than: [.post])
    }
}
