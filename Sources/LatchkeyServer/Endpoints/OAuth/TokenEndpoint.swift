import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens

/// `POST /oauth/token`: every enabled grant (RFC 6749 §3.2).
struct TokenEndpoint: Sendable {
    let exchange: TokenExchange

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("oauth/token") { request, context in
            try await OAuthErrorResponse.catching(request, context) {
                try await exchange.exchange(OAuthForm.read(request, context)).response()
            }
        }
        router.refuseOtherMethods("oauth/token", than: [.post])
    }
}

extension Response {
    /// An answer as RFC 6749 §5 wants it: a JSON object that no cache keeps, those of HTTP/1.0 included.
    static func oauth(
        _ members: [(name: String, value: JSONValue)],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var response = try Response.json(members, status: status)
        if let pragma = HTTPField.Name("Pragma") { response.headers[pragma] = "no-cache" }
        return response
    }
}

extension TokenAnswer {
    fileprivate func response() throws -> Response {
        var members: [(name: String, value: JSONValue)] = [
            ("access_token", .string(accessToken.token)),
            ("token_type", .string("Bearer")),
            ("expires_in", .integer(Int64(accessToken.expiresIn))),
        ]
        if let refreshToken { members.append(("refresh_token", .string(refreshToken))) }
        members.append(("scope", .string(scope.description)))
        if let accountID { members.append(("account_id", .string(accountID.description))) }
        return try .oauth(members)
    }
}
