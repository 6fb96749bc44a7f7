import HTTPTypes
import Hummingbird
import LatchkeyAccounts

/// `POST /api/unlock` `{email | login}`: 202 for known and unknown names alike; `…/confirm` `{token}`: 204, passwords
/// are let in again.
struct LoginUnblockingEndpoint: Sendable {
    let unblocking: LoginUnblocking
    let configuration: ServerConfiguration

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/unlock") { request, context in
            let login = try await RequestBody(request).requiredName("email", "login", "username")
            let asked = MailRequest(request, context: context, configuration: configuration)
            try await unblocking.request(login, asked)
            return try Response.accepted
        }
        router.post("api/unlock/confirm") { request, _ in
            try await unblocking.confirm(RequestBody(request).required("token"))
            return Response.noContent
        }
        router.refuseOtherMethods("api/unlock", than: [.post])
        router.refuseOtherMethods("api/unlock/confirm", than: [.post])
    }
}
