import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyTokens
import NIOCore
import Testing

@Suite("A token in the body")
struct BodyLocationTests {
    private static let json = "application/json"
    private static let form = "application/x-www-form-urlencoded"
    private let bench = LocationBench(locations: [.json("access_token"), .form("token")])

    @Test(
        "is a member of a JSON object, beside whatever else there is [B3]",
        arguments: ["application/json", "Application/JSON; charset=utf-8", "application/json ;x=\"y\""]
    )
    func inJSON(type: String) async throws {
        let token = try TestTokens.sign()
        let place = Found.somebody("JSON member access_token")
        #expect(try await bench.post(#"{"access_token": "\#(token)"}"#, type: type) == place)
        let others = #"{"a": [1, {"access_token": 1}], "access\u005ftoken": "\#(token)", "b": null}"#
        #expect(try await bench.post(others, type: type) == place)
    }

    @Test(
        "is no token in a JSON body that does not hold it",
        arguments: [
            "", "{}", "[]", "1", "null", #""access_token""#, #"{"access_token":null}"#,
            #"{"Access_Token":"x"}"#,
        ]
    )
    func notInJSON(body: String) async throws {
        #expect(try await bench.post(body, type: Self.json) == .nobody)
    }

    @Test(
        "is a string that can be a token",
        arguments: ["1", "true", "[]", "{}", #""""#, #""a b""#, #""\u0000""#, #""é""#]
    )
    func wrongType(value: String) async throws {
        #expect(try await bench.post(#"{"access_token": \#(value)}"#, type: Self.json) == .malformed)
    }

    @Test("comes in one valid JSON text without duplicates")
    func brokenJSON() async throws {
        let token = try TestTokens.sign()
        for body in [
            #"{"access_token": "\#(token)", "access_token": "\#(token)"}"#,
            #"{"access_token": "\#(token)", "a": {"b": 1, "b": 2}}"#,
            #"{"access_token": "\#(token)"} {}"#, #"{"access_token": "\#(token)",}"#, "\u{FEFF}{}", "{", " ",
            String(repeating: "[", count: 50_000),
        ] {
            #expect(try await bench.post(body, type: Self.json) == .invalidRequest, "\(body.prefix(40))")
        }
        let latin = ByteBuffer(bytes: Array(#"{"a":""#.utf8) + [0xE9] + Array(#""}"#.utf8))
        #expect(try await bench.send(.post, "/who", [("Content-Type", Self.json)], latin) == .invalidRequest)
    }

    @Test("is a field of a form, beside whatever else there is [B3]")
    func inForm() async throws {
        let token = try TestTokens.sign()
        let place = Found.somebody("form field token")
        for body in ["token=\(token)", "tag=a&tag=b&token=\(token)&x=%", "%74oken=\(token)"] {
            #expect(try await bench.post(body, type: Self.form) == place, "\(body)")
        }
        for body in ["", "a=1", "access_token=\(token)", "Token=\(token)"] {
            #expect(try await bench.post(body, type: Self.form) == .nobody, "\(body)")
        }
    }

    @Test("is one field of a form, readable")
    func brokenForm() async throws {
        let token = try TestTokens.sign()
        #expect(try await bench.post("token=\(token)&token=\(token)", type: Self.form) == .invalidRequest)
        #expect(try await bench.post("token=\(token)&%74oken=x", type: Self.form) == .invalidRequest)
        for value in ["", "%", "%00", "%ff", "a+b", "\(token)%0a", "\"\(token)\""] {
            #expect(try await bench.post("token=\(value)", type: Self.form) == .malformed, "\(value)")
        }
        #expect(try await bench.post("token", type: Self.form) == .malformed)
        let long = String(repeating: "a", count: TokenLocation.sizeLimit + 1)
        #expect(try await bench.post("token=\(long)", type: Self.form) == .malformed)
    }

    @Test("is looked for in bodies of its type only")
    func otherTypes() async throws {
        let token = try TestTokens.sign()
        let json = #"{"access_token": "\#(token)", "token": "\#(token)"}"#
        for type in [
            "text/plain", "application/jsonp", "application/x-json", "multipart/form-data; boundary=x", "",
            Self.form,
        ] {
            #expect(try await bench.post(json, type: type) == .nobody, "\(type)")
        }
        #expect(
            try await bench.post("access_token=\(token)&token=\(token)", type: Self.json) == .invalidRequest
        )
        #expect(try await bench.send(.post, "/who", [], ByteBuffer(string: json)) == .nobody)
        let onlyForm = LocationBench(locations: [.form("token")])
        #expect(try await onlyForm.post("{", type: Self.json) == .nobody)
    }

    @Test(
        "is not looked for with GET, HEAD and OPTIONS (RFC 6750 §2.2)",
        arguments: [HTTPRequest.Method.get, .head, .options]
    )
    func methods(method: HTTPRequest.Method) async throws {
        let body = ByteBuffer(string: #"{"access_token": "junk"}"#)
        let found = try await bench.send(method, "/who", [("Content-Type", Self.json)], body)
        #expect(found == .nobody)
        #expect(try await bench.send(.put, "/who", [("Content-Type", Self.json)], body) == .malformed)
    }

    @Test("leaves the body to the handler, octet for octet")
    func bodyStaysReadable() async throws {
        let body = #"{ "access_token" : "\#(try TestTokens.sign())", "é": "\u00e9" }"#
        let router = try bench.router()
        try await router.test { client in
            let headers: HTTPFields = [.contentType: Self.json]
            let echo = try await client.execute(
                uri: "/echo",
                method: .post,
                headers: headers,
                body: ByteBuffer(string: body)
            ) { $0.text }
            #expect(echo == body)
        }
    }

    @Test("does not stand in a body over the limit, whether its length is told or not")
    func bodyLimit() async throws {
        let small = LocationBench(locations: [.json()], bodyLimit: 1000)
        let body = { (count: Int) in "{\"a\": \"" + String(repeating: "x", count: count - 9) + "\"}" }
        #expect(body(1000).utf8.count == 1000)
        #expect(try await small.post(body(1000), type: Self.json) == .nobody)
        #expect(try await small.post(body(1001), type: Self.json) == .tooLarge)
        #expect(try await small.post(body(5000), type: "text/plain") == .nobody)
        #expect(try await bench.post(body(65_536), type: Self.json) == .nobody)
        #expect(try await bench.post(body(65_537), type: Self.json) == .tooLarge)
    }

    @Test("is put together from the pieces of a chunked body, which stays readable")
    func chunked() async throws {
        let body = #"{"access_token": "\#(try TestTokens.sign())"}"#
        let octets = Array(body.utf8)
        let pieces = stride(from: 0, to: octets.count, by: 7).map {
            ByteBuffer(bytes: octets[$0..<min($0 + 7, octets.count)])
        }
        let response = try await send(pieces)
        #expect(response.status == .ok)
        #expect(response.text == TestTokens.subject + body)
    }

    @Test("is not waited for in a chunked body over the limit, or one that breaks off")
    func hostileChunks() async throws {
        let endless = Array(repeating: ByteBuffer(repeating: 0x20, count: 8192), count: 9)
        #expect(try await send(endless).status == .contentTooLarge)
        let broken = try await send([ByteBuffer(string: "{")], failing: true)
        #expect(broken.status == .badRequest)
        #expect(broken.headers[.connection] == "close")
    }

    @Test("is not even started on when the length is told and over the limit")
    func toldLength() async throws {
        let response = try await send([], failing: true, length: 64 * 1024 + 1)
        #expect(response.status == .contentTooLarge)
    }

    private func send(
        _ pieces: [ByteBuffer],
        failing: Bool = false,
        length: Int? = nil
    ) async throws -> TestResponse {
        let router = Router(context: TestContext.self)
        router.add(middleware: Pieces(pieces: pieces, failing: failing, length: length))
        router.add(
            middleware: TokenAuthenticator(
                try TestTokens.verifier(),
                locations: [.json()],
                now: { TestTokens.now }
            )
        )
        router.post("who") { request, context in
            (context.token?.subject ?? "") + String(buffer: try await request.body.collect(upTo: .max))
        }
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/who", method: .post, headers: [.contentType: Self.json]) { $0 }
        }
    }
}

/// Replaces the body of each request by one that comes in pieces.
private struct Pieces: RouterMiddleware {
    struct BrokenOff: Error {}

    let pieces: [ByteBuffer]
    let failing: Bool
    let length: Int?

    func handle(
        _ request: Request,
        context: TestContext,
        next: (Request, TestContext) async throws -> Response
    ) async throws -> Response {
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish(throwing: failing ? BrokenOff() : nil)
        }
        var head = request.head
        head.headerFields[.contentLength] = length.map(String.init)
        return try await next(Request(head: head, body: RequestBody(asyncSequence: stream)), context)
    }
}
