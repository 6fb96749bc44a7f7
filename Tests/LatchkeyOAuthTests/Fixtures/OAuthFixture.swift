import Foundation
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeySQLite
import LatchkeyTokens
import Synchronization
import Testing

@testable import LatchkeyOAuth

/// The OAuth side over a database of its own, on a clock that the test moves.
final class OAuthFixture: Sendable {
    static let issuer = "https://id.example"
    static let tokenEndpoint = "https://id.example/oauth/token"
    static let password = "violet otter drums at noon"
    static let everything = Set(GrantType.allCases)

    let server: AuthorizationServer
    let storage: SQLiteStorage
    let sessions: Sessions
    let accounts: Accounts
    let login: Login
    let verifier: TokenVerifier
    private let folder: String
    private let time: Mutex<Date>

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }

    init(
        grants: Set<GrantType> = OAuthFixture.everything,
        weChat: WeChatConfiguration? = nil,
        failuresPerMinute: Int = 1_000_000
    ) async throws {
        folder = NSTemporaryDirectory() + "latchkey-oauth-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let clock = Clock()
        time = Mutex(clock.now)
        let holder = Holder()
        storage = try SQLiteStorage(path: folder + "/latchkey.db", now: { holder.now?() ?? clock.now })
        let masterKey = MasterKey()
        let keys = try await KeyRing.open(
            storage: storage,
            masterKey: masterKey,
            algorithm: .ed25519,
            tokenLifetime: 900,
            at: clock.now
        )
        let revocations = RevocationList()
        let issuer = TokenIssuer(keys: keys, issuer: Self.issuer, audience: [Self.issuer])
        let ending = SessionEnding(storage: storage, revocations: revocations)
        sessions = Sessions(storage: storage, issuer: issuer, masterKey: masterKey, ending: ending)
        let cheap = Argon2Parameters(memory: 64, iterations: 1, parallelism: 1)
        let hasher = PasswordHasher(parameters: cheap)
        let gate = SignInGate(storage: storage, sessions: sessions, masterKey: masterKey)
        login = Login(
            storage: storage,
            hasher: hasher,
            gate: gate,
            limits: LoginLimits(masterKey: masterKey, failuresPerMinute: 1_000_000)
        )
        accounts = Accounts(storage: storage, hasher: hasher, policy: PasswordPolicy(), ending: ending)
        verifier = Self.verifier(keys, revocations)
        server = AuthorizationServer(
            AuthorizationServer.Parts(
                storage: storage,
                issuer: issuer,
                keys: keys,
                algorithms: TokenVerifier.defaultAlgorithms,
                revocations: revocations,
                sessions: sessions,
                ending: ending,
                login: login,
                gate: gate
            ),
            settings: Self.settings(grants, weChat, failuresPerMinute)
        )
        holder.now = { [weak self] in self?.now ?? clock.now }
    }

    private static func verifier(_ keys: KeyRing, _ revocations: RevocationList) -> TokenVerifier {
        TokenVerifier(keys: keys, issuer: issuer, audience: issuer, revocations: revocations)
    }

    private static func settings(
        _ grants: Set<GrantType>,
        _ weChat: WeChatConfiguration?,
        _ failuresPerMinute: Int
    ) -> OAuthSettings {
        OAuthSettings(
            issuer: issuer,
            audience: [issuer],
            grants: grants,
            weChat: weChat,
            failuresPerMinute: failuresPerMinute
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Registers a client with a secret.
    func client(
        _ grants: Set<GrantType> = OAuthFixture.everything,
        scope: Scope = "read write",
        audience: [String] = []
    ) async throws -> TestOAuthClient {
        let issued = try await server.clients.add(
            ClientSettings(name: "till", grants: grants, scope: scope, audience: audience),
            authentication: .secret
        )
        return TestOAuthClient(id: issued.client.id, secret: issued.secret)
    }

    /// Registers a client that keeps no secret.
    func publicClient(
        _ grants: Set<GrantType> = [.password, .refreshToken, .weChatMiniProgram]
    ) async throws -> TestOAuthClient {
        let issued = try await server.clients.add(
            ClientSettings(name: "app", grants: grants, scope: "read write"),
            authentication: .none
        )
        return TestOAuthClient(id: issued.client.id, secret: nil)
    }

    /// Registers a client that signs with a key.
    func signingClient(_ key: JWK) async throws -> UUIDv7 {
        let keys = JWKSet([try #require(key.publicKey)]).json()
        return try await server.clients.add(
            ClientSettings(name: "signer", grants: Self.everything, scope: "read", keys: keys),
            authentication: .privateKey
        ).client.id
    }

    @discardableResult
    func addAda() async throws -> Account {
        try await accounts.add(
            NewAccount(email: "ada@example.org", username: "ada", password: Self.password)
        )
    }

    func signIn(_ client: TestOAuthClient, _ more: [String: String] = [:]) async throws -> TokenAnswer {
        let parameters = ["grant_type": "password", "username": "ada", "password": Self.password]
        return try await exchange(client, parameters.merging(more) { _, new in new })
    }

    func refresh(
        _ client: TestOAuthClient,
        _ token: String?,
        _ more: [String: String] = [:]
    ) async throws -> TokenAnswer {
        let parameters = ["grant_type": "refresh_token", "refresh_token": token ?? ""]
        return try await exchange(client, parameters.merging(more) { _, new in new })
    }

    func exchange(_ client: TestOAuthClient, _ parameters: [String: String]) async throws -> TokenAnswer {
        try await server.exchange.exchange(client.request(parameters))
    }

    func introspect(_ client: TestOAuthClient, _ token: String) async throws -> JSONObject {
        try JSONObject(
            members: await server.introspection.introspect(client.request(["token": token]))
        )
    }

    func revoke(_ client: TestOAuthClient, _ token: String) async throws {
        try await server.revocation.revoke(client.request(["token": token]))
    }

    /// Everything that was audited, as kind and reason.
    func audited(_ kind: AuditEvent.Kind) async throws -> [RecordedAuditEvent] {
        try await storage.read { tx in
            try tx.audit.events(after: 0, limit: 10_000).filter { $0.event.kind == kind }
        }
    }
}

/// A client as the tests hold it.
struct TestOAuthClient: Sendable {
    let id: UUIDv7
    var secret: String?
    var address = "192.0.2.1"

    func request(_ parameters: [String: String]) -> OAuthRequest {
        request(
            secret.map { .secret(id: id.description, secret: $0) } ?? .identifier(id.description),
            parameters
        )
    }

    func request(_ credentials: ClientCredentials, _ parameters: [String: String]) -> OAuthRequest {
        OAuthRequest(
            credentials: credentials,
            parameters: Dictionary(uniqueKeysWithValues: parameters.map { (ExactText($0.key), $0.value) }),
            address: address,
            device: "test"
        )
    }
}

/// The code of the refusal that `body` meets; `nil` when there is none.
func refusal<Result>(
    _ body: () async throws -> Result,
    sourceLocation: SourceLocation = #_sourceLocation
) async -> OAuthError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as OAuthError {
        return error.code
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
        return nil
    }
}

private struct Clock {
    let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
}

/// Lets the database take its time from a fixture that does not exist yet when it is opened.
private final class Holder: Sendable {
    private let clock = Mutex<(@Sendable () -> Date)?>(nil)

    var now: (@Sendable () -> Date)? {
        get { clock.withLock { $0 } }
        set { clock.withLock { $0 = newValue } }
    }
}
