import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct StatusListTests {
    private static let uri = "https://i.example/oauth/status-lists/0"
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let key: JWK
    private let signer: PreparedSigningKey

    init() throws {
        key = try JWK.generate(.es256)
        signer = try PreparedSigningKey(key)
    }

    private func read(_ text: String, uri: String = uri, at now: Date? = nil) throws -> StatusList {
        try StatusList(text, keys: JWKSet([try #require(key.publicKey)]), uri: uri, at: now ?? start)
    }

    private func signed(_ status: String, more: String = "") throws -> String {
        let claims =
            #"{"sub":"\#(Self.uri)","iat":1790000000,"exp":1790000900\#(more),"status_list":\#(status)}"#
        return try signer.sign(payloadJSON: Array(claims.utf8), kind: .custom(StatusList.type))
    }

    @Test("reads the example of the draft, bit by bit from the least significant on [A9]")
    func example() throws {
        let list = try read(try signed(#"{"bits":1,"lst":"eNrbuRgAAhcBXQ"}"#, more: #","ttl":43200"#))
        let expected = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
        #expect((0..<16).map { list.isInvalid($0) } == expected.map { $0 == 1 })
        #expect(list.count == 16)
        #expect(list.isInvalid(16) == nil)
        #expect(list.isInvalid(-1) == nil)
        #expect(list.lifetime == 43200)
        #expect(list.issuedAt == start)
    }

    @Test("what is invalidated comes back signed, and only that; a long list is short when little is")
    func roundTrip() throws {
        var list = StatusList(count: 1 << 18, issuedAt: start, lifetime: 30)
        let places = [0, 7, 8, 1000, (1 << 18) - 1]
        for place in places + [1 << 18] { list.invalidate(place) }
        let text = try list.signed(
            issuer: "https://i.example",
            uri: Self.uri,
            expiresAt: start + 300,
            by: signer
        )
        #expect(text.utf8.count < 1000)
        let back = try read(text)
        #expect((0..<back.count).filter { back.isInvalid($0) == true } == places)
        #expect(throws: JWTError.self) { try read(text, uri: Self.uri + "1") }
        #expect(throws: JWTError.self) { try read(text, at: start + 361) }
    }

    @Test(
        "what is no list of one bit each is refused",
        arguments: [
            #"{"bits":2,"lst":"eNrbuRgAAhcBXQ"}"#, #"{"bits":1,"lst":"eNrbuRgA"}"#, #"{"bits":1,"lst":"!"}"#,
            #"{"bits":1}"#, #""x""#, #"{"bits":1,"lst":""}"#,
        ]
    )
    func refusals(status: String) throws {
        let text = try signed(status)
        #expect(throws: JWTError.self) { try read(text) }
    }

    @Test("a token says its place, and one whose claim is of another form is refused")
    func reference() throws {
        let issuer = try TokenIssuer(key: key, issuer: "https://i.example", audience: ["a"])
        let verifier = TokenVerifier(key: key, issuer: "https://i.example", audience: "a")
        let place = TokenStatusReference(list: ExactText(Self.uri), index: 17)
        let token = try issuer.issue(TokenGrant(subject: "ada", status: place), at: start).token
        #expect(try verifier.verify(token, at: start).statusReference() == place)
        let plain = try issuer.issue(TokenGrant(subject: "ada", claims: ["status": "gold"]), at: start).token
        #expect(throws: JWTError.self) { try verifier.verify(plain, at: start).statusReference() }
        #expect(throws: JWTError.self) {
            try issuer.issue(TokenGrant(subject: "ada", claims: ["status": "gold"], status: place), at: start)
        }
        let bare = try issuer.issue(TokenGrant(subject: "ada"), at: start).token
        #expect(try verifier.verify(bare, at: start).statusReference() == nil)
    }
}
