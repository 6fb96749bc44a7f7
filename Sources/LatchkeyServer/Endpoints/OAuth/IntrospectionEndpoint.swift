import Hummingbird
import LatchkeyOAuth

/// `POST /oauth/introspect`: what a token says, for clients that it concerns (RFC 7662).
struct IntrospectionEndpoint: Sendable {
    let introspection: TokenIntrospection

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("oauth/introspect") { request, context in
            try await OAuthErrorResponse.catching(request, context) {
                try await .json(introspection.introspect(OAuthForm.read(request, context)))
            }
        }
        router.refuseOtherMethods("oauth/introspect", than: [.post])
    }
}
