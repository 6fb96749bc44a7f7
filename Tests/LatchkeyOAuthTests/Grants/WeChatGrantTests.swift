import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeySQLite
import LatchkeyTokens
import NIOCore
import Testing

@testable import LatchkeyOAuth

@Suite(.timeLimit(.minutes(5)))
struct WeChatGrantTests {
    private static func signIn(
        _ fixture: OAuthFixture,
        _ client: TestOAuthClient,
        _ code: String,
        type: String = "wechat_mini_program"
    ) async throws -> TokenAnswer {
        try await fixture.exchange(client, ["grant_type": type, "code": code])
    }

    @Test(
        "a code signs in: an account on first use, the same one ever after [A2]",
        arguments: ["wechat_mini_program", "wxapp"]
    )
    func signIn(type: String) async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.issue("one", openID: "oGZUI0egBJY1zhBYw2KhdUfwVJJE")
            stub.issue("two", openID: "oGZUI0egBJY1zhBYw2KhdUfwVJJE")
            stub.issue("three", openID: "oGZUI0egBJY1zhBYw2KhdUfwVJJF")
            let first = try await Self.signIn(fixture, app, "one", type: type)
            let token = try fixture.verifier.verify(first.accessToken.token, at: fixture.now)
            #expect(token.subject == first.accountID?.description)
            #expect(token.authenticationMethods == ["wechat"])
            #expect(token.clientID == app.id.description)
            #expect(try await Self.signIn(fixture, app, "two", type: type).accountID == first.accountID)
            #expect(try await Self.signIn(fixture, app, "three", type: type).accountID != first.accountID)
            #expect(try await fixture.accounts.list(limit: 9).count == 2)
            #expect(
                try await fixture.refresh(app, first.refreshToken).accountID == first.accountID
            )
            // What WeChat was asked, octet by octet: nothing in a code can add a field.
            #expect(
                stub.queries.first
                    == "appid=wx0123456789abcdef&secret=s3cret%2F%2B%26%3Dof%20the%20app&js_code=one"
                    + "&grant_type=authorization_code"
            )
        }
    }

    @Test("a code is good once [A2]")
    func codeUsedTwice() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.issue("one", openID: "ada")
            #expect(await refusal { try await Self.signIn(fixture, app, "one") } == nil)
            #expect(await refusal { try await Self.signIn(fixture, app, "one") } == .invalidGrant)
        }
    }

    @Test(
        "the union id leads to the account of another mini program, and both names are linked from then on [A2]"
    )
    func unionID() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            let ada = try await fixture.addAda()
            try await fixture.storage.transaction { tx in
                _ = try tx.identities.link(provider: "wechat", subject: "union-of-ada", to: ada.id)
            }
            stub.issue("one", openID: "ada-here", unionID: "union-of-ada")
            stub.issue("two", openID: "ada-here")
            #expect(try await Self.signIn(fixture, app, "one").accountID == ada.id)
            #expect(try await Self.signIn(fixture, app, "two").accountID == ada.id)
            let links = try await fixture.storage.read { try $0.identities.identities(of: ada.id) }
            #expect(
                links.map { [$0.provider, $0.subject] } == [
                    ["wechat", "union-of-ada"], ["wechat:\(WeChatStub.appID)", "ada-here"],
                ]
            )
            #expect(
                try await fixture.audited(.identityLinked).map(\.event.reason)
                    == ["wechat:\(WeChatStub.appID)"]
            )
        }
    }

    @Test("a union id that comes later is linked to the account that is there already [A2]")
    func laterUnionID() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.issue("one", openID: "ada")
            stub.issue("two", openID: "ada", unionID: "union")
            stub.issue("three", openID: "elsewhere", unionID: "union")
            let first = try await Self.signIn(fixture, app, "one").accountID
            #expect(try await Self.signIn(fixture, app, "two").accountID == first)
            #expect(try await Self.signIn(fixture, app, "three").accountID == first)
        }
    }

    @Test("where the two names belong to two accounts, the name in this program decides, and nothing moves")
    func conflict() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.issue("one", openID: "ada")
            stub.issue("two", openID: "bea", unionID: "union")
            stub.issue("three", openID: "ada", unionID: "union")
            let ada = try await Self.signIn(fixture, app, "one").accountID
            let bea = try await Self.signIn(fixture, app, "two").accountID
            #expect(ada != bea)
            #expect(try await Self.signIn(fixture, app, "three").accountID == ada)
            let owner = try await fixture.storage.read {
                try $0.identities.account(provider: "wechat", subject: "union")
            }
            #expect(owner == bea)
        }
    }

    @Test("two first sign-ins at once make one account")
    func parallel() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            for number in 0..<10 { stub.issue("code\(number)", openID: "ada", unionID: "union") }
            let accounts = try await withThrowingTaskGroup(of: UUIDv7?.self) { group in
                for number in 0..<10 {
                    group.addTask { try await Self.signIn(fixture, app, "code\(number)").accountID }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(accounts.count == 1)
            #expect(try await fixture.accounts.list(limit: 9).count == 1)
        }
    }

    @Test("where sign-up is not allowed, only those who are linked get in")
    func noSignUp() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration(makesAccounts: false))
            let app = try await fixture.publicClient()
            let ada = try await fixture.addAda()
            try await fixture.storage.transaction { tx in
                _ = try tx.identities.link(provider: "wechat:\(WeChatStub.appID)", subject: "ada", to: ada.id)
            }
            stub.issue("ada", openID: "ada")
            stub.issue("eve", openID: "eve")
            #expect(try await Self.signIn(fixture, app, "ada").accountID == ada.id)
            #expect(await refusal { try await Self.signIn(fixture, app, "eve") } == .invalidGrant)
            #expect(try await fixture.accounts.list(limit: 9).count == 1)
        }
    }

    @Test("a locked account does not get in, and gets no second one [B7]")
    func locked() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            for code in ["one", "two"] { stub.issue(code, openID: "ada") }
            let account = try #require(try await Self.signIn(fixture, app, "one").accountID)
            try await fixture.accounts.lock(account)
            #expect(await refusal { try await Self.signIn(fixture, app, "two") } == .invalidGrant)
            #expect(try await fixture.accounts.list(limit: 9).count == 1)
        }
    }

    @Test("the session key is in no file of the database and in no answer")
    func sessionKey() async throws {
        try await WeChatStub.run { stub in
            let fixture = try await OAuthFixture(weChat: stub.configuration())
            let app = try await fixture.publicClient()
            stub.issue("one", openID: "ada", unionID: "union")
            let answer = try await Self.signIn(fixture, app, "one")
            #expect(!"\(answer)".contains(WeChatStub.sessionKey))
            let folder = URL(filePath: fixture.storage.path).deletingLastPathComponent()
            let files = try FileManager.default.contentsOfDirectory(
                at: folder,
                includingPropertiesForKeys: nil
            )
            let copy = try files.reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
            #expect(copy.range(of: Data("union".utf8)) != nil)
            for secret in [WeChatStub.sessionKey, WeChatStub.appSecret] {
                #expect(copy.range(of: Data(secret.utf8)) == nil)
            }
        }
    }
}
