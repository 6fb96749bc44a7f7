import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyTokens
import NIOCore
import Testing

/// What came of a request: the caller and the token's place, or the refusal.
struct Found: Equatable, CustomStringConvertible {
    let status: Int
    let text: String
    var challenge: String?

    var description: String { "\(status) \(text) \(challenge ?? "")" }

    static let nobody = Found(status: 200, text: "nobody")
    static let malformed = Found(
        status: 401,
        text: "token_malformed",
        challenge: #"Bearer error="invalid_token""#
    )
    static let invalidRequest = Found(
        status: 400,
        text: "invalid_request",
        challenge: #"Bearer error="invalid_request""#
    )
    static let tooLarge = Found(status: 413, text: "content_too_large")

    static func somebody(_ place: String) -> Found { Found(status: 200, text: "somebody in \(place)") }
}

/// Sends requests to a route whose authenticator looks at `locations`.
struct LocationBench {
    let locations: [TokenLocation]
    var bodyLimit = 64 * 1024

    func get(_ uri: String = "/who", _ fields: [(String, String)] = []) async throws -> Found {
        try await send(.get, uri, fields, nil)
    }

    func post(_ body: String, type: String, _ fields: [(String, String)] = []) async throws -> Found {
        try await send(.post, "/who", [("Content-Type", type)] + fields, ByteBuffer(string: body))
    }

    func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ fields: [(String, String)],
        _ body: ByteBuffer?
    ) async throws -> Found {
        var headers = HTTPFields()
        for (name, value) in fields {
            headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let response = try await Application(router: router()).test(.router) {
            [headers] client in
            try await client.execute(uri: uri, method: method, headers: headers, body: body) { $0 }
        }
        let text = response.status == .ok ? response.text : try response.code ?? ""
        return Found(status: response.status.code, text: text, challenge: response.challenge)
    }

    func router() throws -> Router<TestContext> {
        let router = Router(context: TestContext.self)
        router.add(
            middleware: TokenAuthenticator(
                try TestTokens.verifier(),
                locations: locations,
                bodyLimit: bodyLimit,
                // What cookies need beside their token is looked at elsewhere.
                csrf: .disabled,
                now: { TestTokens.now }
            )
        )
        for method in [HTTPRequest.Method.get, .post, .put, .head, .options] {
            router.on("who", method: method) { _, context in
                context.token == nil ? "nobody" : "somebody in \(context.tokenLocation?.description ?? "")"
            }
        }
        router.post("echo") { request, _ in
            try await String(buffer: request.body.collect(upTo: .max))
        }
        return router
    }
}
