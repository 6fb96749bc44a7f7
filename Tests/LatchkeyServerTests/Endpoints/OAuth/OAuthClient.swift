import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

/// A registered client as the tests hold it.
struct OAuthClient: Sendable {
    let id: String
    let secret: String

    var basic: HTTPFields {
        [.authorization: "Basic \(Data("\(id):\(secret)".utf8).base64EncodedString())"]
    }
}

extension APIFixture {
    /// Registers a client that may use every grant.
    func oauthClient(
        _ grants: Set<GrantType> = Set(GrantType.allCases),
        scope: Scope = "read write"
    ) async throws -> OAuthClient {
        let issued = try await services.oauth.clients.add(
            ClientSettings(name: "till", grants: grants, scope: scope),
            authentication: .secret
        )
        return OAuthClient(id: issued.client.id.description, secret: try #require(issued.secret))
    }

    /// Registers a client that keeps no secret.
    func publicOAuthClient() async throws -> String {
        try await services.oauth.clients.add(
            ClientSettings(name: "app", grants: [.password, .refreshToken], scope: "read"),
            authentication: .none
        ).client.id.description
    }

    func token(_ client: OAuthClient, _ form: [(String, String)]) async throws -> APIAnswer {
        try await api.post("/oauth/token", form: form, headers: client.basic)
    }

    func passwordGrant(_ client: OAuthClient) async throws -> APIAnswer {
        try await token(
            client,
            [("grant_type", "password"), ("username", "ada"), ("password", Self.password)]
        )
    }

    /// Makes an administrator and returns an access token of theirs.
    func administrator() async throws -> String {
        let account = try await services.accounts.add(
            NewAccount(username: "root", password: Self.password, roles: ["admin"])
        )
        #expect(account.roles == ["admin"])
        return try await logIn("root").access
    }
}

/// Checks that an answer is an error as OAuth clients read them (RFC 6749 §5.2).
func expectOAuthError(
    _ answer: APIAnswer,
    _ status: HTTPResponse.Status,
    _ error: String,
    challenge: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(answer.headers[.contentType] == "application/json", sourceLocation: sourceLocation)
    #expect(answer.headers[.cacheControl] == "no-store", sourceLocation: sourceLocation)
    #expect(answer.challenge == challenge, sourceLocation: sourceLocation)
    let json = try answer.json
    #expect(json.names == ["error", "error_description"], sourceLocation: sourceLocation)
    #expect(json["error"] == .string(error), sourceLocation: sourceLocation)
    #expect(try json.string("error_description")?.isEmpty == false, sourceLocation: sourceLocation)
}
