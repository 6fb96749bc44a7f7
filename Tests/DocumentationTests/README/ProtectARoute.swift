import Hummingbird
import LatchkeyHummingbird
import LatchkeyJWKS
import LatchkeyTokens

/// README, "Protect a route".
func protectARoute() throws -> Router<BasicTokenRequestContext> {
    let keys = try RemoteJWKS(url: "https://id.example/.well-known/jwks.json")
    let verifier = TokenVerifier(keys: keys, issuer: "https://id.example", audience: "https://id.example")

    let router = Router(context: BasicTokenRequestContext.self)
    router.add(middleware: TokenAuthenticator(verifier))  // a bad token is 401; no token is nil
    router.get("welcome") { _, context in "Hello \(context.token?.subject ?? "stranger")" }
    router.group("notes")
        .add(middleware: RequireToken(.scope("notes:read")))  // 401 or 403 with the right challenge
        .get { _, context in "Notes of \(try context.requireToken().subject)" }

    return router
}
