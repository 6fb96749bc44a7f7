import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct OpenAPIDocumentTests {
    /// A path of the document with something in place of each parameter.
    private static func filled(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "0199a1b2-0000-7000-8000-000000000000" : String($0) }
            .joined(separator: "/")
    }

    @Test("is served as JSON, with every path once")
    func served() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.get("/openapi.json")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            let json = try answer.json
            #expect(try json.string("openapi") == "3.1.0")
            let paths = try #require(try json.object("paths"))
            #expect(Set(paths.names) == Set(OpenAPIDocument.operations.map(\.path)))
        }
    }

    @Test("names every route of the API, and no other")
    func paths() async throws {
        try await APIFixture.run { fixture in
            let router = Router(context: BasicTokenRequestContext.self)
            let auth = AuthServer(services: fixture.services, logger: SilentLogHandler.logger)
            router.addRoutes(auth.routes(context: BasicTokenRequestContext.self))
            let routed = Set(
                router.routes.map { route in
                    "\(route.path)".split(separator: "/")
                        .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
                        .reduce(into: "") { $0 += "/\($1)" }
                }
            )
            // The figures are the standalone server's, not part of what is mounted.
            #expect(routed.union(["/metrics"]) == Set(OpenAPIDocument.operations.map(\.path)))
        }
    }

    @Test("gives each path the methods that it has")
    func methods() async throws {
        try await APIFixture.run { fixture in
            for path in Set(OpenAPIDocument.operations.map(\.path)) {
                let answer = try await fixture.api.send(.connect, Self.filled(path))
                let allowed = try #require(answer.headers[.allow], "\(path)").split(separator: ", ").map(
                    String.init
                )
                let listed = OpenAPIDocument.operations.filter { $0.path == path }.map(\.method.rawValue)
                #expect(Set(allowed).subtracting(["HEAD"]) == Set(listed), "\(path)")
            }
        }
    }

    @Test("asks for a token where the server does")
    func callers() async throws {
        try await APIFixture.run { fixture in
            for operation in OpenAPIDocument.operations {
                let answer = try await fixture.api.send(operation.method, Self.filled(operation.path))
                switch operation.caller {
                case .account, .accountHolder, .administrator:
                    try expectProblem(answer, .unauthorized, "token_missing", challenge: "Bearer")
                case .anyone, .client: continue
                }
            }
        }
    }

    @Test("names operations once, and every schema that is referred to")
    func names() throws {
        let names = OpenAPIDocument.operations.map(\.name)
        #expect(Set(names).count == names.count)
        let text = try OpenAPIDocument(issuer: "http://127.0.0.1:8080").json().json()
        let references = text.matches(of: /"#\/components\/schemas\/([A-Za-z]+)"/).map { String($0.1) }
        #expect(Set(references) == Set(APISchema.named.map(\.name)))
    }
}
