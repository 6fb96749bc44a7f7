import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// Where the refresh token goes: into the body, or into a cookie that no script can read.
enum TokenTransport: Sendable {
    case json
    case cookie

    /// Reads the field `transport`; absent means ``json``.
    init(_ body: RequestBody) throws {
        switch try body.text("transport") {
        case nil, "json"?: self = .json
        case "cookie"?: self = .cookie
        default: throw AccountError.invalid(FieldError("transport", .invalidFormat))
        }
    }
}

extension SignIn {
    /// The token body of sign-up, login and refresh.
    func response(
        status: HTTPResponse.Status = .ok,
        transport: TokenTransport,
        cookie: RefreshCookie
    ) throws -> Response {
        var members: [(name: String, value: JSONValue)] = [
            ("access_token", .string(accessToken.token)),
            ("token_type", .string("Bearer")),
            ("expires_in", .integer(Int64(accessToken.expiresIn))),
        ]
        if transport == .json { members.append(("refresh_token", .string(refreshToken))) }
        members.append(("account", .object(try JSONObject(members: account.json))))
        var response = try Response.json(members, status: status)
        if transport == .cookie { cookie.set(self, on: &response) }
        return response
    }
}
