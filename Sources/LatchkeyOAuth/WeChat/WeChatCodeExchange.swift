import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Asks WeChat whose a code is (`code2session`): one GET, bounded in time and size, never redirected.
///
/// The URL holds the AppSecret, as WeChat wants it, and so is never part of an error or a log line.
struct WeChatCodeExchange: Sendable {
    /// The longest answer that is read; WeChat's have some 200 octets.
    static let sizeLimit = 16_384
    /// The longest code that is asked about.
    static let longestCode = 256

    let configuration: WeChatConfiguration

    /// One client for a process: no redirects, no decompression, no cookies, no retries of its own.
    private static let client = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            decompression: .disabled
        )
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Who has got the code.
    func user(code: String) async throws(WeChatError) -> WeChatUser {
        do {
            return try await withThrowingTaskGroup(of: WeChatUser.self) { group in
                group.addTask { try await ask(code) }
                group.addTask {
                    try await Task.sleep(for: configuration.timeout)
                    throw WeChatError.timedOut
                }
                defer { group.cancelAll() }
                guard let user = try await group.next() else { throw WeChatError.timedOut }
                return user
            }
        } catch let error as WeChatError {
            throw error
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch {
            throw .unreachable
        }
    }

    private func ask(_ code: String) async throws -> WeChatUser {
        var request = HTTPClientRequest(url: url(for: code))
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "latchkey")
        let response = try await Self.client.execute(request, deadline: .distantFuture)
        switch response.status.code {
        case 200: break
        case 300..<400: throw WeChatError.redirected(status: Int(response.status.code))
        default: throw WeChatError.unexpectedStatus(Int(response.status.code))
        }
        let body = try await response.body.collect(upTo: Self.sizeLimit)
        return try WeChatUser(answer: Array(body.readableBytesView))
    }

    private func url(for code: String) -> String {
        let fields = [
            ("appid", configuration.appID), ("secret", configuration.appSecret), ("js_code", code),
            ("grant_type", "authorization_code"),
        ]
        let query = fields.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
        return "\(configuration.baseURL)/sns/jscode2session?\(query)"
    }

    /// Every octet escaped that is not unreserved (RFC 3986 §2.3), so that no code can add a field.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var octets: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                octets.append(byte)
            case _ where "-._~".utf8.contains(byte): octets.append(byte)
            default: octets += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
