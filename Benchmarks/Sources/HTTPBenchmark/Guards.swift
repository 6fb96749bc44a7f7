import Foundation
import Hummingbird
import JWTKit
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeySQLite
import LatchkeyTokens
import Logging

typealias BenchmarkContext = BasicTokenRequestContext

/// What stands before a route: one way of knowing the caller, and the tokens of a thousand callers.
struct Guard {
    /// As in the names of figures: `hs256`, `es256.cached`, `session`.
    let name: String
    let middleware: any RouterMiddleware<BenchmarkContext>
    let tokens: [String]
}

/// Every guard that is measured.
struct Guards {
    static let callers = 1000
    static let issuer = "https://id.example"
    static let audience = "https://api.example"
    static let algorithms: [SignatureAlgorithm] = [.hs256, .es256, .ed25519, .rs256]

    /// A whole second, as issuers write it.
    private let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
    private let lifetime: TimeInterval

    init(lifetime: TimeInterval) { self.lifetime = lifetime }

    /// The guards of one algorithm over its own key, and tokens with the seven claims that everybody must write.
    func jwt(_ algorithm: SignatureAlgorithm) throws -> [Guard] {
        let key = try algorithm.benchmarkKey()
        return guards(algorithm.name.lowercased(), algorithm, key, try tokens(key))
    }

    /// HS256 over the larger tokens that Latchkey's own server issues.
    func own() throws -> [Guard] {
        var key = try SignatureAlgorithm.hs256.benchmarkKey()
        key.keyID = key.thumbprint()
        return guards("hs256.own", .hs256, key, try ownTokens(key))
    }

    /// One that verifies each token, and one that remembers those it has accepted.
    private func guards(
        _ name: String,
        _ algorithm: SignatureAlgorithm,
        _ key: LatchkeyJOSE.JWK,
        _ tokens: [String]
    ) -> [Guard] {
        [
            Guard(name: name, middleware: authenticator(key, algorithm, cacheCapacity: 0), tokens: tokens),
            Guard(
                name: "\(name).cached",
                middleware: authenticator(key, algorithm, cacheCapacity: 10_000),
                tokens: tokens
            ),
        ]
    }

    /// HS256 as one would write it by hand over jwt-kit.
    func jwtKit() async throws -> Guard {
        let key = try SignatureAlgorithm.hs256.benchmarkKey()
        let keys = JWTKeyCollection()
        let secret = try key.secret()
        await keys.add(hmac: HMACKey(from: Data(secret)), digestAlgorithm: .sha256)
        return Guard(name: "jwt-kit", middleware: JWTKitAuthenticator(keys: keys), tokens: try tokens(key))
    }

    /// Middleware that lets everybody through: what having any costs.
    func pass() throws -> Guard {
        Guard(
            name: "pass",
            middleware: PassEverybody(),
            tokens: try tokens(SignatureAlgorithm.hs256.benchmarkKey())
        )
    }

    /// Sessions in a database file of this folder, looked up with each request.
    func session(in folder: String) async throws -> Guard {
        let sessions = OpaqueSessions(storage: try SQLiteStorage(path: "\(folder)/sessions.db"))
        var tokens: [String] = []
        for _ in 0..<Self.callers {
            tokens.append(try await sessions.start(grant(), at: now).token)
        }
        return Guard(
            name: "session",
            middleware: TokenAuthenticator<BenchmarkContext>(sessions),
            tokens: tokens
        )
    }

    private func authenticator(
        _ key: LatchkeyJOSE.JWK,
        _ algorithm: SignatureAlgorithm,
        cacheCapacity: Int
    ) -> TokenAuthenticator<BenchmarkContext> {
        let verifier = TokenVerifier(
            keys: FixedKeys(JWKSet([key.publicKey ?? key])),
            algorithms: [algorithm],
            issuer: Self.issuer,
            audience: Self.audience,
            revocations: RevocationList(),
            cacheCapacity: cacheCapacity
        )
        return TokenAuthenticator(verifier)
    }

    /// A token for each caller with what RFC 9068 requires and nothing else: with HS256 349 characters long, like the one
    /// that `make bench` measures.
    private func tokens(_ key: LatchkeyJOSE.JWK) throws -> [String] {
        let signer = try JWTSigner(key: key, type: TokenKind.access.type)
        return try (0..<Self.callers).map { _ in
            try signer.sign(
                Claims(
                    issuer: Self.issuer,
                    subject: UUIDv7(at: now).description,
                    audience: [Self.audience],
                    expiresAt: now + lifetime,
                    issuedAt: now,
                    tokenID: UUIDv7(at: now).description,
                    custom: ClientClaim(clientID: "web")
                )
            )
        }
    }

    /// A token for each caller, as Latchkey's server issues it.
    private func ownTokens(_ key: LatchkeyJOSE.JWK) throws -> [String] {
        let issuer = try TokenIssuer(
            key: key,
            issuer: Self.issuer,
            audience: [Self.audience],
            lifetime: lifetime
        )
        return try (0..<Self.callers).map { _ in try issuer.issue(grant(), at: now).token }
    }

    private func grant() -> TokenGrant {
        TokenGrant(
            subject: UUIDv7(at: now).description,
            sessionID: UUIDv7(at: now),
            authenticatedAt: now,
            authenticationMethods: ["pwd"],
            scope: "notes:read notes:write",
            roles: ["admin"]
        )
    }
}

private struct ClientClaim: Codable, Sendable {
    let clientID: String

    enum CodingKeys: String, CodingKey { case clientID = "client_id" }
}

/// Looks at nothing.
private struct PassEverybody: RouterMiddleware {
    typealias Context = BenchmarkContext

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await next(request, context)
    }
}

extension SignatureAlgorithm {
    /// A fresh key without a name, of 2048 bits where it is RSA: what most of the world has.
    fileprivate func benchmarkKey() throws -> LatchkeyJOSE.JWK {
        var key: LatchkeyJOSE.JWK =
            keyType == .rsa ? try .generate(self, bits: 2048) : try .generate(self)
        key.keyID = nil
        return key
    }
}

extension LatchkeyJOSE.JWK {
    fileprivate func secret() throws -> [UInt8] {
        let members = try JSONObject(json: json())
        guard let octets = Base64URL.decode(try members.string("k") ?? "") else { throw KeyIsNoSecret() }
        return octets
    }

    private struct KeyIsNoSecret: Error {}
}
