import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `POST /api/me/email` `{email}` with a fresh access token: 202, and a mail to both addresses;
/// `POST /api/email-change/confirm` `{token}`: 200 `{changed}`, true once both have agreed.
struct EmailChangeEndpoint: Sendable {
    let change: EmailChange
    let configuration: ServerConfiguration

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.group().add(middleware: RequireToken(.fresh)).post("api/me/email") { request, context in
            let token = try context.requireToken()
            guard let account = UUIDv7(token.subject) else { throw Problem(TokenError(.invalid)) }
            let email = try await RequestBody(request).requiredName("email")
            let asked = MailRequest(request, context: context, configuration: configuration)
            try await change.request(account: account, email: email, asked)
            return try Response.accepted
        }
        router.refuseOtherMethods("api/me/email", than: [.post])
    }

    /// Routes whose one-time token says it all: an access token that comes along is not looked at.
    func addOpenRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/email-change/confirm") { request, context in
            let account = try await change.confirm(
                RequestBody(request).required("token"),
                from: ClientContext(request, context: context)
            )
            return try Response.json([("changed", .bool(account != nil))])
        }
        router.refuseOtherMethods("api/email-change/confirm", than: [.post])
    }
}
