import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyJOSE
import Logging
import NIOCore
import Synchronization

@testable import LatchkeyOAuth

/// A server on a loopback port that answers `code2session` as WeChat documents it: status 200 and `text/plain`, whatever
/// the JSON in it says.
final class WeChatStub: Sendable {
    typealias Answer = @Sendable (Request) async throws -> Response

    static let appID = "wx0123456789abcdef"
    static let appSecret = "s3cret/+&=of the app"
    static let sessionKey = "tiihtNczf5v6AKRyjwEUhQ=="

    private struct State {
        var answers: [String: Answer] = [:]
        var queries: [String] = []
    }

    private let state = Mutex(State())
    private let port: Int

    private init(port: Int) {
        self.port = port
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The queries that came, as they were sent.
    var queries: [String] { state.withLock { $0.queries } }

    func configuration(
        makesAccounts: Bool = true,
        timeout: Duration = .seconds(30)
    ) -> WeChatConfiguration {
        WeChatConfiguration(
            appID: Self.appID,
            appSecret: Self.appSecret,
            baseURL: url,
            makesAccounts: makesAccounts,
            timeout: timeout
        )
    }

    /// Lets a code stand for somebody, once, as WeChat does.
    func issue(_ code: String, openID: String, unionID: String? = nil) {
        let used = Mutex(false)
        answer(code) { _ in
            let isSecond = used.withLock { used in
                defer { used = true }
                return used
            }
            if isSecond { return Self.plain(Self.error(40163, "code been used")) }
            var members = #""session_key":"\#(Self.sessionKey)","openid":"\#(openID)""#
            if let unionID { members += #","unionid":"\#(unionID)""# }
            return Self.plain("{\(members)}")
        }
    }

    /// Answers a code with this text.
    func answer(_ code: String, text: String) { answer(code) { _ in Self.plain(text) } }

    /// Answers a code in this way.
    func answer(_ code: String, _ answer: @escaping Answer) { state.withLock { $0.answers[code] = answer } }

    static func error(_ code: Int, _ message: String) -> String {
        #"{"errcode":\#(code),"errmsg":"\#(message), rid: 61a7a1b2-0c1d2e3f-4a5b6c7d"}"#
    }

    static func plain(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private func respond(to request: Request) async throws -> Response {
        state.withLock { $0.queries.append(request.uri.query ?? "") }
        let query = request.uri.queryParameters
        guard request.uri.path == "/sns/jscode2session", request.method == .get,
            query["grant_type"] == "authorization_code"
        else { return Response(status: .notFound) }
        guard query["appid"] == Self.appID[...] else { return Self.plain(Self.error(40013, "invalid appid")) }
        guard query["secret"] == Self.appSecret[...] else {
            return Self.plain(Self.error(40125, "invalid appsecret"))
        }
        guard let code = query["js_code"].map(String.init) else {
            return Self.plain(Self.error(41008, "missing code"))
        }
        guard let answer = state.withLock({ $0.answers[code] }) else {
            return Self.plain(Self.error(40029, "invalid code"))
        }
        return try await answer(request)
    }

    /// Runs the server for as long as `test` takes.
    static func run(_ test: @escaping @Sendable (WeChatStub) async throws -> Void) async throws {
        let running = Mutex<WeChatStub?>(nil)
        let app = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                guard let stub = running.withLock({ $0 }) else { throw HTTPError(.serviceUnavailable) }
                return try await stub.respond(to: request)
            },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await app.test(.live) { client in
            let stub = WeChatStub(port: client.port ?? 0)
            running.withLock { $0 = stub }
            try await test(stub)
        }
    }
}
