import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `POST /api/token/check` `{token}`, JSON or form: says whether an own access token is good, and if not, why.
///
/// 200 with `{active: true, claims}`, or `{active: false, code}` with one of the five token codes; 503 when nobody can say.
struct TokenCheckEndpoint: Sendable {
    let verifier: TokenVerifier

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/token/check") { request, _ in try await handle(request) }
        router.refuseOtherMethods("api/token/check", than: [.post])
    }

    private func handle(_ request: Request) async throws -> Response {
        let body = try await RequestBody(request)
        guard let text = try body.text("token"), !text.isEmpty else { return try inactive(.missing) }
        do {
            let token = try verifier.verify(text, at: Date())
            return try .json([("active", .bool(true)), ("claims", .object(token.payload))])
        } catch let error as TokenError {
            // Nobody can say: the token may be good as well as not.
            guard error.code != .unavailable else { throw Problem(error) }
            return try inactive(error.code)
        }
    }

    private func inactive(_ code: TokenError.Code) throws -> Response {
        try .json([("active", .bool(false)), ("code", .string(code.rawValue))])
    }
}
