// An API that signs its own callers in, and knows them by a token in `Authorization` or in `x-access-token`.
//
//   swift run --package-path Examples bearer-api
//   curl http://127.0.0.1:8083/login -H 'content-type: application/json' \
//       -d '{"name":"ada","password":"twelve purple kettles"}'
//   curl http://127.0.0.1:8083/me -H "Authorization: Bearer $ACCESS_TOKEN"
//   curl http://127.0.0.1:8083/people -H "x-access-token: $ACCESS_TOKEN"

import Foundation
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

@main
struct BearerAPI {
    static func main() async throws {
        let hasher = PasswordHasher()
        let router = try router(
            people: [
                Person(
                    name: "ada",
                    roles: ["admin"],
                    passwordHash: await hasher.hash("twelve purple kettles")
                ),
                Person(name: "bob", roles: [], passwordHash: await hasher.hash("three orange teapots")),
            ],
            hasher: hasher
        )
        let address = BindAddress.hostname("127.0.0.1", port: 8083)
        try await Application(router: router, configuration: .init(address: address)).runService()
    }
}

/// An account; a real application keeps them in a database.
struct Person: Sendable {
    let name: String
    let roles: [String]
    let passwordHash: String
}

struct LoginRequest: Decodable {
    let name: String
    let password: String
}

struct LoginAnswer: ResponseEncodable {
    let access_token: String
    let token_type: String
    let expires_in: Int
}

/// What the handlers know of a request: its token, and the account that the token speaks for.
struct APIContext: AccountRequestContext {
    var coreContext: CoreRequestContextStorage
    var token: AccessToken?
    var account: Person?

    init(source: Source) { coreContext = .init(source: source) }
}

func router(people: [Person], hasher: PasswordHasher) throws -> Router<APIContext> {
    let accounts = Dictionary(uniqueKeysWithValues: people.map { ($0.name, $0) })
    // A new key with every start. One that lasts comes from a file: try JWK(keyFile: …).
    let key = try JWK.generate(.es256)
    let (issuer, audience) = ("http://127.0.0.1:8083", "bearer-api")
    let tokenIssuer = try TokenIssuer(key: key, issuer: issuer, audience: [audience])
    let verifier = TokenVerifier(key: key, issuer: issuer, audience: audience)

    let router = Router(context: APIContext.self)
    router.add(middleware: TokenAuthenticator(verifier, locations: [.bearer, .header("x-access-token")]))
    router.add(middleware: AccountLoader { token, _ in accounts[token.subject] })

    router.post("login") { request, context in
        let login = try await request.decode(as: LoginRequest.self, context: context)
        let person = accounts[login.name]
        // An unknown name costs as much time as a wrong password.
        let verdict = try await hasher.verify(login.password, against: person?.passwordHash)
        guard let person, verdict.matches else { throw Problem(.invalidCredentials) }
        let grant = TokenGrant(subject: person.name, authenticatedAt: .now, roles: person.roles)
        let issued = try tokenIssuer.issue(grant, at: .now)
        return LoginAnswer(
            access_token: issued.token,
            token_type: "Bearer",
            expires_in: issued.expiresIn
        )
    }
    router.group("me")
        .add(middleware: RequireToken())
        .get { _, context in "You are \(try context.requireAccount().name)." }
    router.group("people")
        .add(middleware: RequireToken(.role("admin")))
        .get { _, _ in accounts.keys.sorted() }
    return router
}
