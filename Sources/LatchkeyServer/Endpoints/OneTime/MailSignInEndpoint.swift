import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE

/// `POST /api/login/link` and `/api/login/code` `{email | login}`: 202 `{request}` for known and unknown names alike;
/// `…/confirm` `{token | code, request, transport?}`: 200 with the token body.
///
/// `request` is a secret of whoever asked: a link or code that somebody else gets hold of is of no use without it.
struct MailSignInEndpoint: Sendable {
    let signIn: MailSignIn
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/login/link") { request, context in
            let login = try await RequestBody(request).requiredName("email", "login", "username")
            let asked = MailRequest(request, context: context, configuration: configuration)
            return try Self.accepted(try await signIn.requestLink(login, asked))
        }
        router.post("api/login/code") { request, context in
            let login = try await RequestBody(request).requiredName("email", "login", "username")
            let asked = MailRequest(request, context: context, configuration: configuration)
            return try Self.accepted(try await signIn.requestCode(login, asked))
        }
        router.post("api/login/link/confirm") { request, context in
            try await confirm(request, context) { body, secret, client in
                try await signIn.confirmLink(body.required("token"), request: secret, from: client)
            }
        }
        router.post("api/login/code/confirm") { request, context in
            try await confirm(request, context) { body, secret, client in
                try await signIn.confirmCode(body.required("code"), request: secret, from: client)
            }
        }
        for path: RouterPath in [
            "api/login/link", "api/login/code", "api/login/link/confirm", "api/login/code/confirm",
        ] {
            router.refuseOtherMethods(path, than: [.post])
        }
    }

    private func confirm(
        _ request: Request,
        _ context: some RequestContext,
        _ confirm: (RequestBody, _ secret: String, ClientContext) async throws -> SignIn
    ) async throws -> Response {
        let body = try await RequestBody(request)
        let secret = try body.required("request")
        let transport = try TokenTransport(body)
        if transport == .cookie { try cookie.requireOwnOrigin(of: request) }
        let client = try cookie.client(of: request, context, transport, body)
        let signIn = try await confirm(body, secret, client)
        return try signIn.response(transport: transport, cookie: cookie)
    }

    private static func accepted(_ secret: String) throws -> Response {
        try .json([("request", .string(secret))], status: .accepted)
    }
}
