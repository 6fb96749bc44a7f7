import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Synchronization

/// A clock that stands until it is told otherwise.
final class StandingClock: Sendable {
    private let date = Mutex(TestTokens.now)

    var now: Date { date.withLock { $0 } }

    func advance(by seconds: TimeInterval) { date.withLock { $0 += seconds } }
}

/// A sign-in on the clock of ``TestTokens``, and how a browser would send it.
struct CookieBench: Sendable {
    static let secret = "page-secret-of-this-session"

    let clock = StandingClock()
    let revocations = RevocationList()
    let issuer: TokenIssuer
    let cookies: TokenCookies

    init(cookies: TokenCookies = .standard, lifetime: TimeInterval = 900) throws {
        issuer = try TokenIssuer(
            key: JWK(json: TestTokens.signingKey),
            issuer: TestTokens.issuer,
            audience: [TestTokens.audience],
            lifetime: lifetime
        )
        self.cookies = cookies
    }

    func verifier(_ kinds: Set<TokenKind> = [.access]) throws -> TokenVerifier {
        TokenVerifier(
            keys: try FixedKeys(TestTokens.publicKeys(TestTokens.signingKey)),
            issuer: TestTokens.issuer,
            audience: TestTokens.audience,
            kinds: kinds,
            revocations: revocations
        )
    }

    static func grant(
        csrf: String? = secret,
        session: UUIDv7? = TestTokens.sessionID,
        lifetime: TimeInterval? = nil,
        sessionEnd: Date? = nil
    ) -> TokenGrant {
        TokenGrant(
            subject: TestTokens.subject,
            sessionID: session,
            authenticatedAt: TestTokens.now - 60,
            authenticationMethods: ["pwd"],
            scope: "notes:read",
            roles: ["reader"],
            claims: ["tier": "gold"],
            lifetime: lifetime,
            csrfToken: csrf,
            sessionExpiresAt: sessionEnd
        )
    }

    func issue(_ grant: TokenGrant = grant()) throws -> IssuedToken { try issuer.issue(grant, at: clock.now) }

    func token(_ text: String) throws -> AccessToken {
        try verifier([.access, .refresh]).verify(text, at: clock.now)
    }

    /// The fields of a request with these cookies.
    static func fields(_ cookies: KeyValuePairs<String, String>, _ others: HTTPFields = [:]) -> HTTPFields {
        var fields = others
        fields[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        return fields
    }
}

extension HTTPField.Name {
    static let csrf = HTTPField.Name("X-CSRF-Token") ?? .origin
    static let site = HTTPField.Name("Sec-Fetch-Site") ?? .origin
    static let clearSiteData = HTTPField.Name("Clear-Site-Data") ?? .origin
}

/// A cookie as an answer sets it.
struct SetCookie: Equatable {
    let name: String
    let value: String
    let attributes: [String]

    init(_ field: String) {
        let parts = field.split(separator: "; ").map(String.init)
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(pair[0])
        value = pair.count == 2 ? String(pair[1]) : ""
        attributes = Array(parts.dropFirst())
    }

    var maxAge: Int? {
        attributes.first { $0.hasPrefix("Max-Age=") }.flatMap { Int($0.dropFirst("Max-Age=".count)) }
    }
}

extension HTTPFields {
    var setCookies: [SetCookie] { self[values: .setCookie].map(SetCookie.init) }

    func setCookie(_ name: String) -> SetCookie? { setCookies.first { $0.name == name } }
}
