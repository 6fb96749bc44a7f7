import FoundationEssentials
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// Makes the strategies that are compared, each with the tokens of some callers.
struct Strategies {
    /// Tokens of the same kind that are signed; more of them would only take longer to make.
    static let signedTokens = 1000
    static let issuer = "https://id.example"
    static let audience = "https://api.example"

    /// How many users are signed in by sessions.
    let callers: Int
    /// How many entries the revocation list holds that concern nobody here.
    let revocations: Int
    let now = Date()

    /// A route that anybody may call: what is left when nothing is checked.
    static let bare = Strategy(name: "bare", title: "no check", middleware: PassEverybody(), tokens: [])

    /// Sessions in a database, where each request looks one up; `size` is how many octets that takes.
    func sessions(
        _ name: String,
        _ title: String,
        in storage: any OpaqueSessionStorage,
        subject: String,
        size: () async throws -> Int64
    ) async throws -> Strategy {
        let sessions = OpaqueSessions(storage: storage)
        let before = try await size()
        let tokens = try await start(sessions, subject)
        let grown = try await size() - before
        return Strategy(
            name: name,
            title: title,
            middleware: TokenAuthenticator<BenchContext>(sessions),
            tokens: tokens,
            storedOctets: Double(max(grown, 0)) / Double(tokens.count),
            ending: .byStorage { token in _ = try await sessions.end(token) }
        )
    }

    private func start(_ sessions: OpaqueSessions, _ subject: String) async throws -> [String] {
        let grant = grant(subject)
        let width = min(64, callers)
        return try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<width {
                group.addTask {
                    var tokens: [String] = []
                    for _ in stride(from: worker, to: callers, by: width) {
                        tokens.append(try await sessions.start(grant, at: now).token)
                    }
                    return tokens
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Signed tokens of one algorithm: alone, with a revocation list that follows `log`, and where it is asked for with
    /// the cache of verified tokens besides.
    func signed(
        _ algorithm: SignatureAlgorithm,
        _ list: RevocationList,
        log: any RevocationLog,
        isCached: Bool
    ) throws -> [Strategy] {
        // 2048 bits where it is RSA: what most of the world has.
        var key: JWK =
            algorithm.keyType == .rsa ? try .generate(algorithm, bits: 2048) : try .generate(algorithm)
        key.keyID = key.thumbprint()
        let issuer = try TokenIssuer(
            key: key,
            issuer: Self.issuer,
            audience: [Self.audience],
            lifetime: lifetime
        )
        let issued = try (0..<min(callers, Self.signedTokens)).map { _ in
            try issuer.issue(grant(UUIDv7(at: now).description), at: now).token
        }
        func strategy(
            _ suffix: String,
            _ words: String,
            _ revocations: RevocationList?,
            cache: Int
        ) -> Strategy {
            let verifier = verifier(key, algorithm, revocations, cache: cache)
            return Strategy(
                name: algorithm.name.lowercased() + suffix,
                title: algorithm.name + words,
                middleware: TokenAuthenticator<BenchContext>(verifier),
                tokens: issued,
                ending: revocations == nil
                    ? .atExpiry : .byStorage(Self.revoking(with: verifier, log, lifetime))
            )
        }
        let both = [
            strategy("", "", nil, cache: 0), strategy(".revocations", " + revocation", list, cache: 0),
        ]
        return isCached ? both + [strategy(".cached", " + rev. + cache", list, cache: 10_000)] : both
    }

    /// As long as a run may last, and then some.
    private var lifetime: TimeInterval { 3600 }

    private func verifier(
        _ key: JWK,
        _ algorithm: SignatureAlgorithm,
        _ revocations: RevocationList?,
        cache: Int
    ) -> TokenVerifier {
        TokenVerifier(
            keys: FixedKeys(JWKSet([key.publicKey ?? key])),
            algorithms: [algorithm],
            issuer: Self.issuer,
            audience: Self.audience,
            revocations: revocations,
            cacheCapacity: cache
        )
    }

    private static func revoking(
        with verifier: TokenVerifier,
        _ log: any RevocationLog,
        _ lifetime: TimeInterval
    ) -> @Sendable (String) async throws -> Void {
        { text in
            let now = Date()
            let token = try verifier.verify(text, at: now)
            guard let id = token.tokenID.flatMap({ UUIDv7($0) }) else { return }
            _ = try await log.appendRevocation(.token(id), expiresAt: now + lifetime)
        }
    }

    /// A list with entries that concern nobody here.
    func makeList() -> RevocationList {
        let list = RevocationList()
        for _ in 0..<revocations { list.add(.token(UUIDv7(at: now)), expiresAt: now + lifetime) }
        return list
    }

    private func grant(_ subject: String) -> TokenGrant {
        TokenGrant(
            subject: subject,
            sessionID: UUIDv7(at: now),
            authenticatedAt: now,
            authenticationMethods: ["pwd"],
            scope: "notes:read notes:write",
            roles: ["member"]
        )
    }
}

/// Looks at nothing.
private struct PassEverybody: RouterMiddleware {
    typealias Context = BenchContext

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await next(request, context)
    }
}
