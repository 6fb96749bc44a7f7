import HTTPTypes
import Hummingbird
import LatchkeyAccounts

/// `POST /api/signup` `{email?, username?, password, name?, device?}`: 201 with the token body; where addresses are verified
/// first, 202 for new and taken ones alike.
struct SignUpEndpoint: Sendable {
    let signUp: SignUp
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/signup") { request, context in try await handle(request, context) }
        router.refuseOtherMethods("api/signup", than: [.post])
    }

    private func handle(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let body = try await RequestBody(request)
        let new = NewAccount(
            email: try body.text("email")?.trimmedName,
            username: try body.text("username")?.trimmedName,
            name: try body.text("name"),
            // An empty password counts as a missing one, so that it is reported with all other faults.
            password: try body.text("password") ?? ""
        )
        guard !configuration.signUpVerifiesEmail else {
            let asked = MailRequest(request, context: context, configuration: configuration)
            try await signUp.begin(new, asked)
            return try .accepted
        }
        let transport = try TokenTransport(body)
        if transport == .cookie { try cookie.requireOwnOrigin(of: request) }
        let client = try cookie.client(of: request, context, transport, body)
        let signIn = try await signUp.signUp(new, from: client)
        return try signIn.response(status: .created, transport: transport, cookie: cookie)
    }
}
