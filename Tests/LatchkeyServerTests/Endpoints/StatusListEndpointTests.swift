import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct StatusListEndpointTests {
    private static let path = "/oauth/status-lists"
    private static let address = "http://127.0.0.1:8080/oauth/status-lists"

    private static func run(_ body: @escaping @Sendable (APIFixture) async throws -> Void) async throws {
        try await APIFixture.run(configure: { $0.revocation.usesStatusLists = true }, body)
    }

    /// Where a token stands, by its own words.
    private static func reference(_ token: String) throws -> TokenStatusReference {
        guard case .object(let status)? = try UnverifiedJWT(token).payload["status"],
            case .object(let place)? = status["status_list"]
        else { throw NoPlace() }
        return TokenStatusReference(
            list: ExactText(try #require(try place.string("uri"))),
            index: Int(try #require(try place.integer("idx")))
        )
    }

    private struct NoPlace: Error {}

    /// Which of these tokens the list has taken back.
    private static func revoked(_ fixture: APIFixture, _ tokens: String...) async throws -> [Bool?] {
        try await fixture.services.revocations.catchUp(with: fixture.services.storage)
        let answer = try await fixture.api.get("\(path)/0")
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/statuslist+jwt")
        #expect(answer.headers[.cacheControl] == "public, max-age=30")
        let list = try StatusList(
            answer.text,
            keys: fixture.services.keys.published,
            uri: "\(address)/0",
            at: Date()
        )
        return try tokens.map { token in
            let reference = try reference(token)
            #expect(reference.list.text == "\(address)/0")
            return list.isInvalid(reference.index)
        }
    }

    @Test("tokens name no place unless that was switched on, and there are no lists")
    func off() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            #expect(throws: NoPlace.self) { try Self.reference(tokens.access) }
            let answers = [try await fixture.api.get(Self.path), try await fixture.api.get("\(Self.path)/0")]
            #expect(answers.map(\.status) == [.notFound, .notFound])
        }
    }

    @Test(
        "a session that ends is marked in the list, others are not, and its place is kept by refreshing [A9]"
    )
    func sessions() async throws {
        try await Self.run { fixture in
            let kept = try await fixture.signUp()
            let ended = try await fixture.logIn()
            let renewed = try APITokens(try await fixture.refresh(kept.refresh))
            #expect(try Self.reference(renewed.access) == Self.reference(kept.access))
            #expect(try Self.reference(ended.access) != Self.reference(kept.access))
            #expect(try await fixture.api.post("/api/logout", bearer: ended.access).status == .noContent)
            #expect(try await Self.revoked(fixture, kept.access, ended.access) == [false, true])
        }
    }

    @Test("a new password takes back what was issued before it, also in the session that goes on [A9]")
    func passwordChange() async throws {
        try await Self.run { fixture in
            let old = try await fixture.signUp()
            let other = try await fixture.logIn()
            let answer = try await fixture.api.post(
                "/api/me/password",
                [
                    "current_password": .string(APIFixture.password),
                    "new_password": "a quite different sentence",
                ],
                bearer: old.access
            )
            #expect(answer.status == .ok)
            let new = try APITokens(answer)
            let marked = try await Self.revoked(fixture, old.access, other.access, new.access)
            #expect(marked == [true, true, false])
        }
    }

    @Test("a single token that its client takes back is marked, and a refresh gets a place that is good")
    func singleToken() async throws {
        try await APIFixture.run(configure: {
            $0.revocation.usesStatusLists = true
            $0.grants = [.password, .refreshToken, .clientCredentials]
        }) { fixture in
            try await fixture.signUp()
            let client = try await fixture.oauthClient([.password, .refreshToken])
            let answer = try await fixture.passwordGrant(client).json
            let old = try #require(try answer.string("access_token"))
            let revocation = try await fixture.api.post(
                "/oauth/revoke",
                form: [("token", old)],
                headers: client.basic
            )
            #expect(revocation.status == .ok)
            let refreshed = try await fixture.token(
                client,
                [
                    ("grant_type", "refresh_token"),
                    ("refresh_token", try #require(try answer.string("refresh_token"))),
                ]
            ).json
            let new = try #require(try refreshed.string("access_token"))
            #expect(try await Self.revoked(fixture, old, new) == [true, false])
        }
    }

    @Test("the tokens of a client share a place, which is marked when the client is deleted")
    func clients() async throws {
        try await Self.run { fixture in
            let client = try await fixture.oauthClient([.clientCredentials])
            let form = [("grant_type", "client_credentials")]
            let one = try #require(try await fixture.token(client, form).json.string("access_token"))
            let other = try #require(try await fixture.token(client, form).json.string("access_token"))
            #expect(try Self.reference(one) == Self.reference(other))
            let id = try #require(UUIDv7(client.id))
            try await fixture.services.oauth.clients.delete(id)
            #expect(try await Self.revoked(fixture, one) == [true])
        }
    }

    /// Takes every place of the first list that is left.
    private static func fillFirstList(_ fixture: APIFixture) async throws {
        try await fixture.database.take(statusPlaces: StatusPlaces.count)
    }

    @Test("a list that is used up is retired an hour after its last token has expired, and not before [A9]")
    func retirement() async throws {
        try await Self.run { fixture in
            let ada = try await fixture.signUp("ada")
            try await Self.fillFirstList(fixture)
            let bob = try await fixture.signUp("bob")
            #expect(try Self.reference(bob.access).list.text == "\(Self.address)/1")
            #expect(try await fixture.api.post("/api/logout", bearer: ada.access).status == .noContent)
            let services = fixture.services
            let publisher = StatusListPublisher(
                try #require(services.statusLists).places,
                lifetime: 30,
                storage: services.storage,
                revocations: services.revocations,
                keys: services.keys,
                issuer: services.configuration.issuer,
                memory: .zero
            )
            let both = ["\(Self.address)/0", "\(Self.address)/1"]
            #expect(try await publisher.addresses() == both)
            #expect(try await publisher.document(of: 0) != nil)
            let lifetime = services.configuration.accessLifetime
            fixture.clock.set(lifetime + 3500)
            #expect(try await publisher.addresses() == both)
            #expect(try await publisher.document(of: 0) != nil)
            fixture.clock.set(lifetime + 3700)
            #expect(try await publisher.document(of: 0) == nil)
            #expect(try await publisher.addresses() == [both[1]])
            #expect(try await publisher.document(of: 1) != nil)
            // Nobody had asked the server itself before.
            #expect(try await fixture.api.get("\(Self.path)/0").status == .notFound)
            let answer = try await fixture.api.get(Self.path)
            #expect(try answer.json.strings("status_lists") == [both[1]])
            #expect(try await fixture.api.get("\(Self.path)/1").status == .ok)
        }
    }

    @Test("a list stays while a session in it goes on, however long ago its places were used up")
    func longSession() async throws {
        try await Self.run { fixture in
            let ada = try await fixture.signUp("ada")
            try await Self.fillFirstList(fixture)
            try await fixture.signUp("bob")
            fixture.clock.set(13 * 86_400)
            let again = try APITokens(try await fixture.refresh(ada.refresh))
            #expect(try Self.reference(again.access).list.text == "\(Self.address)/0")
            fixture.clock.set(26 * 86_400)
            #expect(try await fixture.api.get("\(Self.path)/0").status == .ok)
        }
    }

    @Test("the lists are found by the metadata, and there is none beyond the last")
    func addresses() async throws {
        try await Self.run { fixture in
            let metadata = try await fixture.api.get("/.well-known/oauth-authorization-server").json
            #expect(try metadata.string("status_list_aggregation_endpoint") == Self.address)
            let answer = try await fixture.api.get(Self.path)
            #expect(try answer.json.strings("status_lists") == ["\(Self.address)/0"])
            for path in ["/1", "/-1", "/x", "/00", "/9223372036854775807"] {
                #expect(try await fixture.api.get(Self.path + path).status == .notFound, "\(path)")
            }
        }
    }
}
