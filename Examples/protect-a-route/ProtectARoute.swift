// A service that knows its callers by the tokens of an issuer elsewhere. It has no database and no secret: the
// issuer's published keys are all it needs.
//
// Start an issuer and this service, sign up, and call:
//
//   make run                                              # Latchkey itself, on http://127.0.0.1:8080
//   ISSUER=http://127.0.0.1:8080 swift run --package-path Examples protect-a-route
//   curl http://127.0.0.1:8081/hello                      # 401
//   curl http://127.0.0.1:8081/hello -H "Authorization: Bearer $ACCESS_TOKEN"

import Hummingbird
import LatchkeyHummingbird
import LatchkeyJWKS
import LatchkeyTokens

@main
struct ProtectARoute {
    static func main() async throws {
        let environment = Environment()
        guard let issuer = environment.get("ISSUER") else {
            print("Set ISSUER to the address of the issuer, for example http://127.0.0.1:8080")
            return
        }
        // Whom the tokens are for (`aud`). Latchkey names itself unless it is configured with another audience; give
        // each of your services a name of its own once a token for one must not open another.
        let audience = environment.get("AUDIENCE") ?? issuer
        try await application(issuer: issuer, audience: audience).runService()
    }
}

func application(issuer: String, audience: String) throws -> some ApplicationProtocol {
    // Fetches https://…/.well-known/jwks.json and keeps it fresh. An http address is taken on loopback only.
    let keys = try RemoteJWKS(issuer: issuer)
    let verifier = TokenVerifier(keys: keys, issuer: issuer, audience: audience)
    return Application(
        router: router(verifier),
        configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 8081)),
        // As a service the keys are there before the first request. Without this line the first request fetches them.
        services: [keys]
    )
}

func router(_ verifier: TokenVerifier) -> Router<BasicTokenRequestContext> {
    let router = Router(context: BasicTokenRequestContext.self)
    // Once, above all routes: no token leaves context.token nil, a bad token is 401 at once.
    router.add(middleware: TokenAuthenticator(verifier))

    // Open to all; whoever comes with a token is known.
    router.get("/") { _, context in
        "Hello, \(context.token?.subject ?? "stranger")"
    }

    // For anybody with a token: 401 without one.
    router.group("hello")
        .add(middleware: RequireToken())
        .get { _, context in "Hello, \(try context.requireToken().subject)" }

    // For administrators: 403 for everybody else. Other requirements: .scope("notes:read"), .fresh(within: .seconds(300)).
    router.group("admin")
        .add(middleware: RequireToken(.role("admin")))
        .get { _, context in "At your service, \(try context.requireToken().subject)" }

    return router
}
