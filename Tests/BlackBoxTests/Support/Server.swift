import AsyncHTTPClient
import Foundation
import Glibc
import LatchkeyJOSE
import NIOCore
import NIOHTTP1
import Testing

/// `latchkey serve` on a free port of this machine.
final class Server: Sendable {
    /// The issuer of every server of these tests, so that tokens outlive a restart on another port.
    static let issuer = "http://127.0.0.1:8080"
    static let password = "violet otter drums at noon"
    static let wrongPassword = "violet otter drums at dusk"

    let program: Program
    let port: Int

    private init(_ program: Program, port: Int) {
        self.program = program
        self.port = port
    }

    static func arguments(_ folder: TemporaryFolder) -> [String] {
        ["serve", "--listen", "127.0.0.1:0", "--data", folder.data]
    }

    /// Starts a server and waits until it says that it listens.
    ///
    /// Without an issuer it is the address that it listens on.
    static func start(
        _ folder: TemporaryFolder,
        issuer: String? = Server.issuer,
        environment: [String: String] = [:]
    ) async throws -> Server {
        var settings = [
            "LATCHKEY_LIMITS_LOGIN_FAILURES_PER_MINUTE": "1000000",
            "LATCHKEY_LIMITS_SIGN_UPS_PER_HOUR_FROM_LOOPBACK": "1000000",
        ]
        settings["LATCHKEY_ISSUER"] = issuer
        settings.merge(environment) { _, new in new }
        let program = try Program(arguments(folder), environment: settings)
        guard let line = await program.nextLine(),
            let match = line.firstMatch(of: /listens on https?:\/\/127\.0\.0\.1:(\d+)/),
            let port = Int(match.1)
        else {
            // Another one has failed, and nobody waits for this one any more.
            if Task.isCancelled { program.signal(SIGKILL) }
            throw Program.Failure(description: "no server: \(await program.end())")
        }
        return Server(program, port: port)
    }

    /// Ends the server and waits until it is gone.
    @discardableResult
    func end(by signal: Int32) async -> Program.Outcome {
        program.signal(signal)
        return await program.end()
    }

    /// An answer of the server.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let text: String

        var json: JSONObject {
            get throws { try JSONObject(json: text) }
        }
        var code: String? { try? json.string("code") }
        var challenge: String? { headers.first(name: "WWW-Authenticate") }
    }

    func get(_ path: String, bearer: String? = nil) async throws -> Answer {
        try await send(.GET, path, bearer: bearer, body: nil)
    }

    func post(_ path: String, _ body: JSONObject = [:], bearer: String? = nil) async throws -> Answer {
        try await send(.POST, path, bearer: bearer, body: body.json())
    }

    /// Posts a form that is encoded already.
    func post(_ path: String, form: String) async throws -> Answer {
        try await send(.POST, path, bearer: nil, body: form, type: "application/x-www-form-urlencoded")
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        bearer: String?,
        body: String?,
        type: String = "application/json"
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        if let bearer { request.headers.add(name: "Authorization", value: "Bearer \(bearer)") }
        if let body {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            text: String(buffer: try await response.body.collect(upTo: 1 << 20))
        )
    }

    func signUp(_ name: String = "ada") async throws -> Tokens {
        let answer = try await post(
            "/api/signup",
            ["email": .string("\(name)@example.org"), "password": .string(Self.password)]
        )
        try #require(answer.status == 201, "\(answer.text)")
        return try Tokens(answer)
    }

    func logIn(_ name: String = "ada", password: String = Server.password) async throws -> Answer {
        try await post(
            "/api/login",
            ["login": .string("\(name)@example.org"), "password": .string(password)]
        )
    }

    func refresh(_ tokens: Tokens) async throws -> Answer {
        try await post("/api/refresh", ["refresh_token": .string(tokens.refresh)])
    }

    func me(_ tokens: Tokens) async throws -> Answer { try await get("/api/me", bearer: tokens.access) }
}

/// What an application keeps of a sign-in.
struct Tokens: Sendable {
    let access: String
    let refresh: String
    let account: String

    init(_ answer: Server.Answer, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let json = try answer.json
        access = try #require(
            try json.string("access_token"),
            "\(answer.text)",
            sourceLocation: sourceLocation
        )
        refresh = try #require(try json.string("refresh_token"))
        account = try #require(try json.object("account")?.string("id"))
    }
}
