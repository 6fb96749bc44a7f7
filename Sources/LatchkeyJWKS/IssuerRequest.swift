import AsyncHTTPClient
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One GET of a document that an issuer has for services: bounded in time and size, never redirected.
struct IssuerRequest: Sendable {
    /// What came.
    struct Answer: Sendable {
        /// The document; `nil` when the one that was named is still good (304).
        let body: ByteBuffer?
        let headers: HTTPHeaders
    }

    /// Why nothing usable came.
    enum Failure: Error {
        case redirected(status: Int)
        case unexpectedStatus(Int)
        case tooLarge(limit: Int)
        case timedOut
        case unreachable(String)
    }

    /// The media types that are asked for.
    let accept: String
    /// The longest answer in octets.
    let sizeLimit: Int
    /// The value of the `Authorization` header.
    var authorization: String?

    /// Asks, and gives up after the time-out, however slowly the answer drips.
    ///
    /// - Parameters:
    ///   - url: the address.
    ///   - entityTag: of the document that is there already; with it an answer may be 304.
    ///   - wait: seconds that the issuer may hold the question until there is something new (RFC 7240 §4.3).
    ///   - timeout: the longest it may take, from the connection to the last octet.
    /// - Returns: what came.
    /// - Throws: why nothing usable came.
    func answer(
        from url: String,
        ifNoneMatch entityTag: String?,
        wait: Int? = nil,
        timeout: Duration
    ) async throws(Failure) -> Answer {
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await ask(url, entityTag, wait) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw Failure.timedOut
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw Failure.timedOut }
                return answer
            }
        } catch let failure as Failure {
            throw failure
        } catch is NIOTooManyBytesError {
            throw .tooLarge(limit: sizeLimit)
        } catch {
            throw .unreachable(Self.reason(for: error))
        }
    }

    private func ask(_ url: String, _ entityTag: String?, _ wait: Int?) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: accept)
        request.headers.add(name: "User-Agent", value: "latchkey")
        if let entityTag { request.headers.add(name: "If-None-Match", value: entityTag) }
        if let wait { request.headers.add(name: "Prefer", value: "wait=\(wait)") }
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        let response = try await IssuerAddress.client.execute(request, deadline: .distantFuture)
        return Answer(
            body: try await body(of: response, wasConditional: entityTag != nil),
            headers: response.headers
        )
    }

    private func body(of response: HTTPClientResponse, wasConditional: Bool) async throws -> ByteBuffer? {
        switch response.status.code {
        case 200: return try await response.body.collect(upTo: sizeLimit)
        case 304 where wasConditional: return nil
        case 300..<400 where response.status != .notModified:
            throw Failure.redirected(status: Int(response.status.code))
        default: throw Failure.unexpectedStatus(Int(response.status.code))
        }
    }

    /// The system's own words where it was the system that failed; the client wraps them in its own.
    private static func reason(for error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return String(cString: strerror(error.errnoCode))
    }
}
