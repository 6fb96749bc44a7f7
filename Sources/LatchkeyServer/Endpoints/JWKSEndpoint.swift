import Hummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `GET /.well-known/jwks.json`: the public keys (RFC 7517 §5), with `Cache-Control` and `ETag`.
struct JWKSEndpoint: Sendable {
    let keys: KeyRing

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get(".well-known/jwks.json") { request, _ in
            CachedDocument(
                body: keys.published.json(),
                contentType: "application/jwk-set+json",
                maxAge: Int(keys.publicationLead)
            ).response(to: request)
        }
        router.refuseOtherMethods(".well-known/jwks.json", than: [.get])
    }
}
