import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

/// Presents one token to a route behind one requirement; every kind of token is read.
struct RequirementBench {
    static let kinds: Set<TokenKind> = [.access, .refresh, .oneTime, .custom("download+jwt")]
    static let time = Int64(TestTokens.now.timeIntervalSince1970)

    /// `ok`, or the code and challenge of the refusal.
    static func ask(
        _ requirement: TokenRequirement,
        _ claims: [String: JSONValue] = [:],
        without absent: [String] = [],
        kind: TokenKind = .access
    ) async throws -> Verdict {
        let router = try authenticatedRouter(verifier: TestTokens.verifier(kinds: kinds))
        router.group("guard")
            .add(middleware: RequireToken(requirement, now: { TestTokens.now }))
            .get { _, _ in "ok" }
        router.get("handler") { _, context in
            try context.require(requirement, at: TestTokens.now)
            return "ok"
        }
        let token = try TestTokens.sign(claims, without: absent, type: kind.type)
        return try await Application(router: router).test(.router) { client async throws in
            let guarded = try await Verdict(client.get("/guard", headers: .bearer(token)))
            let handled = try await Verdict(client.get("/handler", headers: .bearer(token)))
            #expect(guarded == handled, "a handler that asks gets what the middleware gets")
            return guarded
        }
    }
}

struct Verdict: Equatable, CustomStringConvertible {
    let status: Int
    let text: String
    let challenge: String?

    var description: String { "\(status) \(text) \(challenge ?? "")" }

    init(status: Int, _ text: String, _ challenge: String?) {
        (self.status, self.text, self.challenge) = (status, text, challenge)
    }

    init(_ response: TestResponse) throws {
        let text = response.status == .ok ? response.text : try response.code ?? ""
        self.init(status: response.status.code, text, response.challenge)
    }

    static let ok = Verdict(status: 200, "ok", nil)
    static let denied = Verdict(status: 403, "access_denied", #"Bearer error="insufficient_scope""#)
    static let role = Verdict(status: 403, "insufficient_role", #"Bearer error="insufficient_role""#)
    static let kind = Verdict(status: 401, "token_invalid", #"Bearer error="invalid_token""#)

    static func scope(_ scope: String) -> Verdict {
        Verdict(status: 403, "insufficient_scope", "Bearer error=\"insufficient_scope\", scope=\"\(scope)\"")
    }

    static func signIn(_ parameters: String) -> Verdict {
        Verdict(
            status: 403,
            "insufficient_user_authentication",
            "Bearer error=\"insufficient_user_authentication\", \(parameters)"
        )
    }
}
