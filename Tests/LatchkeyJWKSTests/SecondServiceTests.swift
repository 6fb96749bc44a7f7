import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import Testing

@Suite("A second service")
struct SecondServiceTests {
    @Test("recognises callers and their roles by the issuer's published keys alone [A8]")
    func jwksOnly() async throws {
        try await TestIssuer.run { issuer in
            let verifier = TokenVerifier(
                keys: try RemoteJWKS(issuer: issuer.url, logger: .silent),
                issuer: issuer.url,
                audience: TestKeys.audience
            )
            let router = Router(context: BasicTokenRequestContext.self)
            router.add(middleware: TokenAuthenticator(verifier, now: { TestKeys.now }))
            router.get("me") { _, context in try context.requireToken().subject }
            router.group("admin").add(middleware: RequireToken(.role("admin"))).get { _, _ in "admin" }
            let person = try TestKeys.sign(issuer: issuer.url)
            let admin = try TestKeys.sign(issuer: issuer.url, roles: ["admin"])
            try await Application(router: router, logger: .silent).test(.live) { client async throws in
                func get(_ uri: String, _ token: String) async throws -> String {
                    try await client.execute(
                        uri: uri,
                        method: .get,
                        headers: [.authorization: "Bearer \(token)"]
                    ) {
                        $0.status == .ok ? String(buffer: $0.body) : "\($0.status.code)"
                    }
                }
                #expect(try await get("/me", person) == TestKeys.subject)
                #expect(try await get("/admin", person) == "403")
                #expect(try await get("/admin", admin) == "admin")
                #expect(
                    try await get("/me", TestKeys.sign(key: TestKeys.ed25519, issuer: issuer.url)) == "401"
                )
            }
            #expect(issuer.fetches == 1)
        }
    }
}
