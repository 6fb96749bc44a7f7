import AsyncHTTPClient
import Foundation
import LatchkeyAccounts
import NIOCore
import NIOHTTP1

/// What carries a message to its receiver.
protocol WebhookTransport: Sendable {
    /// Posts a body and returns the status of the answer; throws when none came in time.
    func post(_ body: String, to url: String, headers: [(String, String)]) async throws -> UInt
}

/// Posts over HTTP, follows no redirect, and reads next to nothing of the answer.
struct HTTPWebhookTransport: WebhookTransport {
    let client: HTTPClient

    func post(_ body: String, to url: String, headers: [(String, String)]) async throws -> UInt {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = HTTPHeaders(headers)
        request.body = .bytes(ByteBuffer(string: body))
        let deadline = NIODeadline.now() + .milliseconds(Int64(WebhookSchedule.timeout * 1000))
        let answer = try await client.execute(request, deadline: deadline)
        // Read to its end where that is near, so that the connection can be used again.
        _ = try? await answer.body.collect(upTo: 16_384)
        return answer.status.code
    }

    /// Settings that make redirects an answer like any other, and that wait for no connection for long.
    static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        configuration.decompression = .disabled
        return configuration
    }
}
