import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyTokens
import NIOCore
import Synchronization
import Testing

@testable import LatchkeyOAuth

/// What becomes of everything that WeChat, or somebody in its place, may answer.
@Suite(.timeLimit(.minutes(2)))
struct WeChatAnswerTests {
    private static func signIn(
        _ fixture: OAuthFixture,
        _ client: TestOAuthClient,
        _ code: String
    ) async throws -> TokenAnswer {
        try await fixture.exchange(client, ["grant_type": "wechat_mini_program", "code": code])
    }

    /// `errcode`, what the client gets, and after how many seconds it may come again.
    private static let errorCodes: [(Int, OAuthError.Code, Int?)] = [
        (40029, .invalidGrant, nil), (40163, .invalidGrant, nil), (40226, .invalidGrant, nil),
        (41008, .invalidGrant, nil), (45011, .temporarilyUnavailable, 60),
        (45009, .temporarilyUnavailable, 3600), (-1, .temporarilyUnavailable, 1),
        (40001, .serverError, nil), (40013, .serverError, nil), (40125, .serverError, nil),
        (40164, .serverError, nil), (40243, .serverError, nil), (41002, .serverError, nil),
        (41004, .serverError, nil), (50002, .serverError, nil), (99999, .serverError, nil),
    ]

    @Test("every error code of WeChat's has its answer [A2]", arguments: errorCodes)
    func errors(errcode: Int, code: OAuthError.Code, retryAfter: Int?) async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.answer("bad", text: WeChatStub.error(errcode, "what WeChat says"))
            let error = await #expect(throws: OAuthError.self) {
                _ = try await Self.signIn(fixture, app, "bad")
            }
            #expect(error?.code == code)
            #expect(error?.retryAfter == retryAfter)
            #expect(error?.cause?.contains("errcode \(errcode)") == true)
            #expect(error?.description.contains("what WeChat says") == false)
            #expect(try await fixture.accounts.list(limit: 9).isEmpty)
        }
    }

    @Test("a wrong AppID or AppSecret of ours is the server's fault, and is told to its log only [A2]")
    func misconfigured() async throws {
        try await WeChatStub.run { stub in
            for (appID, secret) in [("wxother", WeChatStub.appSecret), (WeChatStub.appID, "other")] {
                let configuration = WeChatConfiguration(appID: appID, appSecret: secret, baseURL: stub.url)
                let fixture = try await OAuthFixture(weChat: configuration)
                let app = try await fixture.publicClient()
                stub.issue("one", openID: "ada")
                let error = await #expect(throws: OAuthError.self) {
                    _ = try await Self.signIn(fixture, app, "one")
                }
                #expect(error?.code == .serverError)
                #expect(error?.cause?.contains("grants.wechatApp") == true)
            }
        }
    }

    /// Answers that are none of WeChat's.
    private static let lies: [String] = [
        "", "{}", "[]", "null", "ok", "{\"openid\":\"\"}", "{\"openid\":7}", "{\"openid\":null}",
        "{\"openid\":\"ada\",\"openid\":\"eve\"}", "{\"openid\":\"a da\"}", "{\"openid\":\"a\\u0000da\"}",
        "{\"openid\":\"ad\u{E0}\"}", "{\"openid\":\"ada\",\"unionid\":7}",
        "{\"openid\":\"ada\",\"errcode\":\"0\"}", "{\"openid\":\"ada\",\"errcode\":null}",
        "{\"openid\":\"ada\",\"unionid\":\"u n\"}", "{\"session_key\":\"x\"}", "{\"openid\":\"ada\"} ,",
        "{\"openid\":\"\(String(repeating: "a", count: 129))\"}",
    ]

    @Test("an answer that is none of WeChat's signs nobody in", arguments: lies)
    func lying(answer: String) async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.answer("bad", text: answer)
            #expect(await refusal { try await Self.signIn(fixture, app, "bad") } == .temporarilyUnavailable)
            #expect(try await fixture.accounts.list(limit: 9).isEmpty)
        }
    }

    @Test("an error code beside a name signs nobody in")
    func errorBesideName() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.answer("bad", text: #"{"openid":"ada","errcode":40029}"#)
            stub.answer("good", text: #"{"errcode":0,"errmsg":"ok","openid":"ada","unionid":""}"#)
            #expect(await refusal { try await Self.signIn(fixture, app, "bad") } == .invalidGrant)
            #expect(await refusal { try await Self.signIn(fixture, app, "good") } == nil)
        }
    }

    @Test("a redirect is not followed: its target would be told the AppSecret")
    func redirecting() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.answer("good", text: #"{"openid":"ada"}"#)
            let target = stub.url + "/sns/jscode2session?js_code=good"
            for status in [HTTPResponse.Status.movedPermanently, .found, .temporaryRedirect] {
                stub.answer("bad") { _ in Response(status: status, headers: [.location: target]) }
                #expect(
                    await refusal { try await Self.signIn(fixture, app, "bad") } == .temporarilyUnavailable
                )
            }
            #expect(stub.queries.count == 3)
        }
    }

    @Test("a status that is not 200 signs nobody in", arguments: [201, 204, 400, 404, 500, 503])
    func otherStatus(status: Int) async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.answer("bad") { _ in
                Response(
                    status: .init(code: status),
                    body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"openid":"ada"}"#))
                )
            }
            #expect(await refusal { try await Self.signIn(fixture, app, "bad") } == .temporarilyUnavailable)
        }
    }

    @Test("a huge answer is not read to its end")
    func huge() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            let padding = String(repeating: " ", count: WeChatCodeExchange.sizeLimit)
            stub.answer("bad", text: #"{"openid":"ada"}"# + padding)
            stub.answer("endless") { _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        // Ends only when nobody reads any more.
                        while true { try await writer.write(ByteBuffer(repeating: 0x20, count: 65_536)) }
                    }
                )
            }
            for code in ["bad", "endless"] {
                #expect(
                    await refusal { try await Self.signIn(fixture, app, code) } == .temporarilyUnavailable
                )
            }
        }
    }

    @Test("a slow answer is not waited for, however it drips")
    func slow() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(
                weChat: stub.configuration(timeout: .milliseconds(200))
            )
            let app = try await fixture.publicClient()
            // Neither ends before the client has gone.
            let (patience, end) = AsyncStream<Never>.makeStream()
            let isOver = Atomic(false)
            stub.answer("silent") { _ in
                for await _ in patience {}
                return WeChatStub.plain(#"{"openid":"ada"}"#)
            }
            stub.answer("dripping") { _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        while !isOver.load(ordering: .relaxed) {
                            try await writer.write(ByteBuffer(string: " "))
                            try await Task.sleep(for: .milliseconds(10))
                        }
                        try await writer.finish(nil)
                    }
                )
            }
            defer {
                end.finish()
                isOver.store(true, ordering: .relaxed)
            }
            for code in ["silent", "dripping"] {
                let error = await #expect(throws: OAuthError.self) {
                    _ = try await Self.signIn(fixture, app, code)
                }
                #expect(error?.code == .temporarilyUnavailable)
                #expect(error?.retryAfter == 5)
            }
        }
    }

    @Test("nobody at WeChat's address")
    func unreachable() async throws {
        let configuration = WeChatConfiguration(
            appID: "wx1",
            appSecret: "secret-of-the-app",
            baseURL: "http://127.0.0.1:1"
        )
        let fixture = try await OAuthFixture(weChat: configuration)
        let app = try await fixture.publicClient()
        let error = await #expect(throws: OAuthError.self) {
            _ = try await Self.signIn(fixture, app, "one")
        }
        #expect(error?.code == .temporarilyUnavailable)
        #expect(error.map { "\($0)".contains("secret-of-the-app") } == false)
    }

    @Test("wrong codes are limited for each address: WeChat counts them, too")
    func throttled() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration(), failuresPerMinute: 3)
            let app = try await fixture.publicClient()
            for _ in 0..<3 {
                #expect(await refusal { try await Self.signIn(fixture, app, "wrong") } == .invalidGrant)
            }
            let error = await #expect(throws: OAuthError.self) {
                _ = try await Self.signIn(fixture, app, "wrong")
            }
            #expect(error?.isThrottled == true)
            #expect(stub.queries.count == 3)
        }
    }

    @Test(
        "a code that none of WeChat's can be is not asked about",
        arguments: ["", String(repeating: "x", count: 257)]
    )
    func noCode(code: String) async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            #expect(await refusal { try await Self.signIn(fixture, app, code) } != nil)
            #expect(stub.queries.isEmpty)
        }
    }
}
