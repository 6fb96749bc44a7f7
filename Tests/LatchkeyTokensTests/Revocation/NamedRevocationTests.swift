import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

/// Revoking what is not named by a UUID, and without a database.
struct NamedRevocationTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)
    private static let key = Result { try JWK.generate(.ed25519) }
    private let list = RevocationList()

    /// A token with these claims, as any issuer may have signed it.
    private func token(
        _ claims: [String: JSONValue] = [:],
        without absent: String? = nil
    ) throws -> AccessToken {
        var all: [String: JSONValue] = [
            "iss": "https://i.example", "sub": "ada", "aud": "a", "exp": 1_790_000_900, "iat": 1_790_000_000,
            "jti": "token-7", "sid": "web-17", "ver": 2, "auth_time": 1_789_990_000,
        ]
        all.merge(claims) { $1 }
        if let absent { all[absent] = nil }
        let key = try Self.key.get()
        let text = try JWTSigner(key: key, type: "JWT")
            .sign(payload: JSONObject(members: all.map { (name: $0.key, value: $0.value) }))
        return try TokenVerifier(
            keys: FixedKeys(JWKSet([key]).publicKeys),
            issuer: "https://i.example",
            audience: "a",
            profile: .untyped
        ).verify(text, at: Self.start)
    }

    @Test("a session, an account or a token of any name is taken back, and its neighbour is not [A9]")
    func names() throws {
        let before = try token()
        #expect(!list.contains(before))
        list.revoke(session: "web-1", at: Self.start)
        #expect(!list.contains(before))
        list.revoke(session: "web-17", at: Self.start)
        #expect(list.contains(before))
        #expect(!list.contains(try token(["sid": "WEB-17"])))
        #expect(!list.contains(try token(without: "sid")))

        let accounts = RevocationList()
        accounts.revoke(account: "ada", epochBelow: 2, at: Self.start)
        #expect(!accounts.contains(before))
        accounts.revoke(account: "ada", epochBelow: 3, at: Self.start)
        #expect(accounts.contains(before))
        #expect(accounts.contains(try token(without: "ver")), "without an epoch it is the oldest there is")
        #expect(!accounts.contains(try token(["sub": "bob"])))

        let tokens = RevocationList()
        try tokens.revoke(before, at: Self.start)
        #expect(tokens.contains(before))
        #expect(!tokens.contains(try token(["jti": "token-8"])))
    }

    @Test("names are compared octet by octet")
    func octets() throws {
        list.revoke(account: "caf\u{e9}", epochBelow: 9, at: Self.start)
        list.revoke(session: "caf\u{e9}", at: Self.start)
        #expect(!list.contains(try token(["sub": "cafe\u{301}", "sid": "cafe\u{301}"])))
        #expect(list.contains(try token(["sub": "caf\u{e9}"])))
        #expect(list.contains(try token(["sid": "caf\u{e9}"])))
    }

    @Test("a UUID given as text finds tokens by UUID, and one in capitals is another name")
    func uuids() throws {
        let id = UUIDv7(at: Self.start).description
        #expect(Revocation.Target.session(named: id) == UUIDv7(id).map { .session($0) })
        list.revoke(session: id, at: Self.start)
        #expect(list.contains(try token(["sid": .string(id)])))
        #expect(!list.contains(try token(["sid": .string(id.uppercased())])))
        try list.revoke(try token(["jti": .string(id)]), at: Self.start)
        #expect(list.contains(try token(["jti": .string(id), "sid": "other"])))
    }

    @Test(
        "an account without epochs is signed out by time: refreshed tokens go with it, a new sign-in stays [A9]"
    )
    func signIns() throws {
        let now = Self.start + 100
        let old = try token()
        // What a refresh under way signs a moment after the revocation: young, of an old sign-in.
        let refreshed = try token(["iat": 1_790_000_000, "exp": 1_790_001_000])
        let again = try token(["auth_time": 1_790_000_101])
        list.revoke(account: "ada", at: now)
        #expect(list.contains(old))
        #expect(list.contains(refreshed))
        #expect(!list.contains(again))
        #expect(!list.contains(try token(["sub": "bob"])))
        #expect(list.contains(try token(["auth_time": 1_790_000_099])))
        #expect(list.contains(try token(without: "auth_time")), "judged by iat")
        let later = RevocationList()
        later.revoke(account: "ada", at: Self.start - 10)
        #expect(!later.contains(try token(without: "auth_time")))
        later.revoke(account: "ada", at: Self.start - 20)
        #expect(later.count == 1, "an earlier moment never weakens a later one")
        #expect(later.contains(old))
    }

    @Test("an entry outlives every token it covers, one signed just after the revocation included")
    func expiry() throws {
        let (token, list) = (try token(), RevocationList(longestLifetime: 900, leeway: 60))
        list.revoke(session: "web-17", at: Self.start)
        // Signed at the end of the allowance for requests under way, verified at the end of its leeway.
        list.removeExpired(at: Self.start + 300 + 900 + 59)
        #expect(list.contains(token))
        list.removeExpired(at: Self.start + 300 + 900 + 60)
        #expect(list.count == 0)

        try list.revoke(token, at: Self.start)
        list.removeExpired(at: token.expiresAt + 59)
        #expect(list.contains(token))
        list.removeExpired(at: token.expiresAt + 60)
        #expect(list.count == 0)
    }

    @Test("a token that has no name of its own cannot be revoked alone, and says so")
    func nameless() throws {
        #expect(throws: RevocationError.tokenWithoutIdentifier) {
            try list.revoke(try token(without: "jti"), at: Self.start)
        }
    }

    @Test("a list that nobody sweeps forgets by itself what has expired")
    func sweeping() {
        let list = RevocationList(longestLifetime: 10, leeway: 0)
        for number in 0..<5000 {
            list.revoke(session: "s\(number)", at: Self.start + Double(number))
        }
        #expect(list.count < 2048)
        #expect(list.count >= 310)
    }
}
