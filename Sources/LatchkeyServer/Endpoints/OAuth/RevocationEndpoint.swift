import HTTPTypes
import Hummingbird
import LatchkeyOAuth

/// `POST /oauth/revoke`: a client takes a token of its own back (RFC 7009).
struct RevocationEndpoint: Sendable {
    let revocation: TokenRevocation

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("oauth/revoke") { request, context in
            try await OAuthErrorResponse.catching(request, context) {
                try await revocation.revoke(OAuthForm.read(request, context))
                return Response(status: .ok, headers: [.cacheControl: "no-store"])
            }
        }
        router.refuseOtherMethods("oauth/revoke", than: [.post])
    }
}
