import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Asks an issuer for its key set: one GET, bounded in time and size, never redirected.
struct KeySetRequest: Sendable {
    let url: String
    let timeout: Duration
    let sizeLimit: Int

    /// One client for the key sets of a process: no redirects, no decompression, no cookies, no retries of its own.
    private static let client = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            decompression: .disabled
        )
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Checks the address: https, or http on a loopback host; no user name.
    init(url: String, timeout: Duration, sizeLimit: Int) throws(RemoteJWKSError) {
        guard let parsed = URL(string: url), let host = parsed.host(), !host.isEmpty, parsed.user() == nil
        else {
            throw .insecureURL(url)
        }
        switch parsed.scheme?.lowercased() {
        case "https": break
        case "http" where Self.isLoopback(host): break
        default: throw .insecureURL(url)
        }
        self.url = url
        self.timeout = timeout
        self.sizeLimit = sizeLimit
    }

    /// Asks, and gives up after the time-out, however slowly the answer drips.
    func answer(ifNoneMatch entityTag: String?) async throws(RemoteJWKSError) -> KeySetAnswer {
        do {
            return try await withThrowingTaskGroup(of: KeySetAnswer.self) { group in
                group.addTask { try await ask(ifNoneMatch: entityTag) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw RemoteJWKSError.timedOut
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw RemoteJWKSError.timedOut }
                return answer
            }
        } catch let error as RemoteJWKSError {
            throw error
        } catch is NIOTooManyBytesError {
            throw .tooLarge(limit: sizeLimit)
        } catch {
            throw .unreachable(Self.reason(for: error))
        }
    }

    private func ask(ifNoneMatch entityTag: String?) async throws -> KeySetAnswer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: "application/jwk-set+json, application/json")
        request.headers.add(name: "User-Agent", value: "latchkey")
        if let entityTag { request.headers.add(name: "If-None-Match", value: entityTag) }
        let response = try await Self.client.execute(request, deadline: .distantFuture)
        let content = try await content(of: response, wasConditional: entityTag != nil)
        return KeySetAnswer(
            content: content,
            entityTag: response.headers.first(name: "ETag"),
            freshness: CacheControl.freshness(
                response.headers["Cache-Control"],
                age: response.headers.first(name: "Age")
            )
        )
    }

    private func content(
        of response: HTTPClientResponse,
        wasConditional: Bool
    ) async throws -> KeySetAnswer.Content? {
        switch response.status.code {
        case 200: break
        case 304 where wasConditional: return nil
        case 300..<400 where response.status != .notModified:
            throw RemoteJWKSError.redirected(status: Int(response.status.code))
        default: throw RemoteJWKSError.unexpectedStatus(Int(response.status.code))
        }
        let body = try await response.body.collect(upTo: sizeLimit)
        return try KeySetAnswer.Content(octets: Array(body.readableBytesView))
    }

    /// The system's own words where it was the system that failed; the client wraps them in its own.
    private static func reason(for error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return String(cString: strerror(error.errnoCode))
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
