import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Logging
import NIOCore
import Testing

typealias TestContext = BasicTokenRequestContext

/// A router whose first middleware is the authenticator, on the clock of ``TestTokens``.
func authenticatedRouter(verifier: TokenVerifier? = nil) throws -> Router<TestContext> {
    let router = Router(context: TestContext.self)
    let verifier = try verifier ?? TestTokens.verifier()
    router.add(middleware: TokenAuthenticator(verifier, now: { TestTokens.now }))
    return router
}

extension HTTPFields {
    static func bearer(_ token: String) -> HTTPFields { [.authorization: "Bearer \(token)"] }
}

extension TestClientProtocol {
    /// Sends a GET and hands the answer back.
    func get(_ uri: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: uri, method: .get, headers: headers) { $0 }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var challenge: String? { headers[.wwwAuthenticate] }

    /// The `code` member of a problem.
    var code: String? {
        get throws { try JSONObject(json: text).string("code") }
    }
}

extension Router where Context == TestContext {
    /// Runs `test` against the router, without a socket.
    func test(
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        _ test: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        try await Application(router: self, logger: logger).test(.router) { try await test($0) }
    }
}
