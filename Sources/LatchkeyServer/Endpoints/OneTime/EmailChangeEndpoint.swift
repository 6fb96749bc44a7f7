import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `POST /api/me/email` `{email}` with a fresh access token: 202, and a mail to both addresses;
/// `POST /api/email-change/confirm` `{token, password?}`: 200 `{changed}`, true once both have agreed; for the link to the new
/// address the access token or the known device of the account stands for its password.
struct EmailChangeEndpoint: Sendable {
    let change: EmailChange
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/me/email") { request, context in
            let account = try context.requireAccountHolder()
            try context.require(.fresh)
            let email = try await RequestBody(request).requiredName("email")
            let asked = MailRequest(request, context: context, configuration: configuration)
            try await change.request(account: account, email: email, asked)
            return try Response.accepted
        }
        router.refuseOtherMethods("api/me/email", than: [.post])
        router.post("api/email-change/confirm") { request, context in
            let body = try await RequestBody(request)
            let account = try await change.confirm(
                body.required("token"),
                password: body.text("password"),
                signedInAs: context.accountHolder,
                from: cookie.client(of: request, context)
            )
            return try Response.json([("changed", .bool(account != nil))])
        }
        router.refuseOtherMethods("api/email-change/confirm", than: [.post])
    }
}
