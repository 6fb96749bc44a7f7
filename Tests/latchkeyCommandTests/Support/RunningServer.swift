import AsyncHTTPClient
import Foundation
import LatchkeyJOSE
import NIOCore
import NIOHTTP1
import Testing

/// `latchkey serve` on a free port of this machine, with `./data` in a folder.
final class RunningServer: Sendable {
    private static let announcement = "Latchkey listens on "

    let process: ChildProcess
    /// What it said when it was ready.
    let line: String
    let address: String

    init(in folder: TemporaryFolder, _ arguments: String...) throws {
        process = try Latchkey.start(["serve", "--listen", "127.0.0.1:0"] + arguments, in: folder)
        guard let line = try process.readLine(), line.hasPrefix(Self.announcement) else {
            let outcome = try process.wait()
            throw ChildProcess.Failure(reason: String(decoding: outcome.error, as: UTF8.self))
        }
        self.line = line
        address = String(line.dropFirst(Self.announcement.count).prefix { $0 != " " })
    }

    deinit {
        process.signal(9)
        _ = try? process.wait()
    }

    /// An answer of the server.
    struct Answer {
        let status: UInt
        let body: JSONObject
    }

    func post(_ path: String, _ body: JSONObject, token: String? = nil) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.method = .POST
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body.json()))
        return try await answer(to: request)
    }

    func get(_ path: String, token: String) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        return try await answer(to: request)
    }

    /// Logs in, and gives back the access token.
    func logIn(_ login: String) async throws -> String {
        let answer = try await post(
            "/api/login",
            ["login": .string(login), "password": .string(DataFolder.password)]
        )
        try #require(answer.status == 200, "\(answer.body.json())")
        return try #require(try answer.body.string("access_token"))
    }

    /// Asks until an answer has this status; returns how long that took, or fails after `limit`.
    func waits(for status: UInt, of token: String, within limit: Duration) async throws -> Duration {
        let start = ContinuousClock.now
        while try await get("/api/me", token: token).status != status {
            try #require(ContinuousClock.now - start < limit)
        }
        return ContinuousClock.now - start
    }

    private func answer(to request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 1 << 20)
        let octets = Array(body.readableBytesView)
        return Answer(
            status: response.status.code,
            body: octets.isEmpty ? .empty : try JSONObject(json: octets)
        )
    }
}
