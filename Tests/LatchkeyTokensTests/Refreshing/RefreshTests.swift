import Foundation
import LatchkeyJOSE
import Testing

@testable import LatchkeyTokens

@Suite("Refreshing without sessions")
struct RefreshTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private let issuer: TokenIssuer
    private let verifier: TokenVerifier

    init() throws {
        let key = try JWK.generate(.es256)
        issuer = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["shop"], lifetime: 600)
        verifier = TokenVerifier(
            keys: FixedKeys(JWKSet([key]).publicKeys),
            issuer: "https://id.example",
            audience: "shop",
            kinds: [.access, .refresh]
        )
    }

    private static let grant = TokenGrant(
        subject: "ada",
        clientID: "web",
        epoch: 3,
        authenticatedAt: now - 60,
        authenticationMethods: ["pwd"],
        scope: "notes:read notes:write",
        roles: ["admin"],
        claims: ["tier": "gold"],
        csrfToken: "page-secret"
    )

    private func pair(refreshLifetime: TimeInterval = 86_400) throws -> TokenPair {
        try issuer.issuePair(Self.grant, refreshLifetime: refreshLifetime, at: Self.now)
    }

    private func token(_ issued: IssuedToken, at now: Date = now) throws -> AccessToken {
        try verifier.verify(issued.token, at: now)
    }

    @Test("a pair is one sign-in: same session, same CSRF token, same end [B5]")
    func pairs() throws {
        let pair = try pair()
        let (access, refresh) = (try token(pair.access), try token(pair.refresh))
        #expect(access.kind == .access && refresh.kind == .refresh)
        #expect(access.sessionID != nil && access.sessionID == refresh.sessionID)
        #expect(access.sessionExpiresAt == refresh.expiresAt)
        #expect(access.isBound(toCSRFToken: "page-secret") && refresh.isBound(toCSRFToken: "page-secret"))
        #expect(access.payload["tier"] == "gold" && refresh.payload["tier"] == "gold")
    }

    @Test("the new access token says what the old sign-in said, and is no fresher [B5]")
    func copies() async throws {
        let refresh = try token(pair().refresh)
        let later = Self.now + 3600
        let issued = try await issuer.refresh(refresh, at: later) { $1 }
        let access = try token(issued, at: later)
        #expect(access.kind == .access && access.subject == "ada" && access.clientID == "web")
        #expect(access.sessionID == refresh.sessionID && access.epoch == 3)
        #expect(access.authenticatedAt == Self.now - 60 && access.authenticationMethods == ["pwd"])
        #expect(access.scope == "notes:read notes:write" && access.roles == ["admin"])
        #expect(access.payload["tier"] == "gold")
        #expect(access.isBound(toCSRFToken: "page-secret") && issued.csrfToken == nil)
        #expect(access.tokenID != refresh.tokenID)
        #expect(access.sessionExpiresAt == refresh.expiresAt)
    }

    @Test("the account decides on roles and claims, and on nothing that would lift the token [B7]")
    func accountDecides() async throws {
        let refresh = try token(pair().refresh)
        let later = Self.now + 3600
        let issued = try await issuer.refresh(refresh, at: later) { _, grant in
            var grant = TokenGrant(kind: .refresh, subject: "eve", scope: "notes:read admin:all")
            grant.epoch = 9
            grant.roles = ["reader"]
            grant.authenticatedAt = later
            grant.csrfToken = "other"
            grant.sessionExpiresAt = later + 1_000_000
            return grant
        }
        let access = try token(issued, at: later)
        #expect(access.kind == .access && access.subject == "ada" && access.epoch == 3)
        #expect(access.roles == ["reader"] && access.scope == "notes:read")
        #expect(access.authenticatedAt == Self.now - 60)
        #expect(access.isBound(toCSRFToken: "page-secret") && !access.isBound(toCSRFToken: "other"))
        #expect(access.sessionExpiresAt == refresh.expiresAt)
    }

    @Test("a closed account gets no new token [B7]")
    func closedAccount() async throws {
        let refresh = try token(pair().refresh)
        await #expect(throws: TokenError(.revoked)) {
            _ = try await issuer.refresh(refresh, at: Self.now) { _, _ in nil }
        }
    }

    @Test("an access token buys nothing [B5]")
    func wrongKind() async throws {
        let access = try token(pair().access)
        await #expect(throws: TokenError(.typeMismatch(expected: "rt+jwt", found: "at+jwt"))) {
            _ = try await issuer.refresh(access, at: Self.now) { $1 }
        }
    }

    @Test("no access token outlives the refresh token that bought it [B5]")
    func absoluteEnd() async throws {
        let refresh = try token(pair().refresh)
        let late = refresh.expiresAt - 30
        let issued = try await issuer.refresh(refresh, at: late) { $1 }
        #expect(issued.expiresAt == refresh.expiresAt)
        await #expect(throws: TokenError(.expired)) {
            _ = try await issuer.refresh(refresh, at: refresh.expiresAt) { $1 }
        }
    }

    @Test("a session that is over gets no token", arguments: [0, -1, 0.5, -Double.infinity, .nan])
    func sessionOver(after seconds: TimeInterval) throws {
        let grant = TokenGrant(subject: "ada", sessionExpiresAt: Self.now + seconds)
        #expect(throws: TokenError(.expired)) { try issuer.issue(grant, at: Self.now) }
    }

    @Test("a renewed token goes back to the first sign-in, also where nobody knows when that was")
    func signedInAt() async throws {
        let first = try issuer.issuePair(TokenGrant(subject: "ada"), refreshLifetime: 86_400, at: Self.now)
        let later = Self.now + 3600
        let bought = try await token(issuer.refresh(token(first.refresh), at: later) { $1 }, at: later)
        #expect(bought.authenticatedAt == nil && !bought.isFresh(within: 1_000_000, at: later))
        #expect(bought.signedInAt == Self.now)
        let again = try token(issuer.issue(TokenGrant(renewing: bought), at: later + 60), at: later + 60)
        #expect(again.signedInAt == Self.now)
        // Ending every sign-in of the account ends this one, though its token is younger.
        let revocations = RevocationList()
        revocations.revoke(account: "ada", at: later)
        #expect(revocations.contains(bought) && revocations.contains(again))
        let unreadable = try JSONObject(json: #"{"sub":"ada","iat":1,"session_started":"x"}"#)
        #expect(try AccessToken(session: unreadable, expiresAt: Self.now).signedInAt == nil)
    }

    @Test("a session end that cannot be read counts as over")
    func unreadableSessionEnd() throws {
        let payload = try JSONObject(json: #"{"sub":"ada","exp":1790000600,"session_expires":"never"}"#)
        let session = try AccessToken(session: payload, expiresAt: Self.now)
        #expect(session.sessionExpiresAt == .distantPast)
    }

    @Test(
        "times that no calendar has are carried on, and nothing traps",
        arguments: [
            ("auth_time", "9223372036854775807", Int64.max), ("auth_time", "-9223372036854775808", .min),
            ("session_started", "9223372036854775807", .max),
            ("session_expires", "9223372036854775807", .max),
        ]
    )
    func hugeTimes(claim: String, written: String, carried: Int64) async throws {
        let payload = try JSONObject(json: #"{"sub":"ada","\#(claim)":\#(written)}"#)
        let old = try AccessToken(session: payload, expiresAt: Self.now + 600)
        let new = try await token(issuer.renew(old, at: Self.now) { $1 })
        #expect(new.payload[claim] == .integer(carried))
    }

    @Test("a sign-in that began at no time that fits is carried on, too", arguments: [1e300, -1e300])
    func hugeIssueTime(seconds: Double) async throws {
        let payload = try JSONObject(members: [("sub", "ada"), ("iat", .double(seconds))])
        let old = try AccessToken(session: payload, expiresAt: Self.now + 600)
        let new = try await token(issuer.renew(old, at: Self.now) { $1 })
        #expect(new.payload["session_started"] == .integer(seconds > 0 ? .max : .min))
    }

    @Test("a refresh token of a session that is no UUID is refused, and no failure of the server")
    func foreignSessionRefused() async throws {
        let payload = try JSONObject(json: #"{"sub":"ada","sid":"s1"}"#)
        let old = try AccessToken(session: payload, expiresAt: Self.now)
        await #expect(throws: TokenError(.claimInvalid(name: "sid", expected: "a UUID"))) {
            _ = try await issuer.renew(old, at: Self.now) { $1 }
        }
    }

    @Test(
        "what another issuer says is not signed in this one's name, though both are trusted",
        arguments: ["https://partner.example", "https://ID.example", "https://id.example/"]
    )
    func otherIssuer(name: String) async throws {
        let key = try JWK.generate(.es256)
        let other = try TokenIssuer(key: key, issuer: name, audience: ["shop"])
        let trusted = TokenResolver(by: [.issuer]) { [verifier] clues in
            guard let issuer = clues.issuer, issuer == name else { return verifier }
            return TokenVerifier(key: key, issuer: issuer, audience: "shop", kinds: [.access, .refresh])
        }
        let grant = TokenGrant(subject: "ada", roles: ["admin"])
        let pair = try other.issuePair(grant, refreshLifetime: 86_400, at: Self.now)
        let (access, refresh) = (
            try await trusted.resolve(pair.access.token, at: Self.now),
            try await trusted.resolve(pair.refresh.token, at: Self.now)
        )
        #expect(refresh.issuer == name)
        await #expect(throws: TokenError(.invalid)) {
            _ = try await issuer.refresh(refresh, at: Self.now) { $1 }
        }
        await #expect(throws: TokenError(.invalid)) {
            _ = try await issuer.renew(access, at: Self.now) { $1 }
        }
    }

    @Test("a session that is no UUID cannot be renewed")
    func foreignSession() throws {
        let payload = try JSONObject(json: #"{"sub":"ada","sid":"s1"}"#)
        let token = try AccessToken(session: payload, expiresAt: Self.now)
        #expect(throws: JWTError.claimInvalid(name: "sid", expected: "a UUID")) {
            try TokenGrant(renewing: token)
        }
    }
}
