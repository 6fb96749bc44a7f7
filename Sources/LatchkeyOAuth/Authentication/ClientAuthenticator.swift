import FoundationEssentials
public import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// A client that has shown that it is itself.
struct AuthenticatedClient: Sendable {
    let client: Client
    /// The database's time.
    let now: Date

    /// Whether it did so by something that only it has.
    var isConfidential: Bool { client.authentication != .none }
}

/// Finds out which client asks, and whether it is that client (RFC 6749 §2.3).
///
/// A client authenticates in the one way that it was registered with. Failures are counted for each client and address: a
/// secret of 256 bits is not guessed, but nobody is to keep the database busy with trying. One client's stale secret does
/// not stop another on the same machine.
public struct ClientAuthenticator: Sendable {
    /// Seconds for which the time of last use is left as it is.
    private static let useInterval: TimeInterval = 60

    private let storage: any OAuthStorage
    private let assertion: ClientAssertion
    private let failures: AttemptThrottle

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where clients are kept.
    ///   - issuer: the issuer, which assertions may name as their audience.
    ///   - tokenEndpoint: the URL of the token endpoint, which they may name instead.
    ///   - failuresPerMinute: failures a minute of one client from one address.
    ///   - shared: the counts of all nodes; `nil` for this process alone.
    public init(
        storage: any OAuthStorage,
        issuer: String,
        tokenEndpoint: String,
        failuresPerMinute: Int = 30,
        shared: SharedLimits? = nil
    ) {
        self.storage = storage
        assertion = ClientAssertion(audiences: [issuer, tokenEndpoint])
        failures = AttemptThrottle("client", limit: failuresPerMinute, period: 60, shared: shared)
    }

    /// Lets a client pass that has shown its secret or its key.
    ///
    /// - Throws: ``OAuthError``, also for a client that keeps no secret; and the storage's errors.
    public func admit(_ request: OAuthRequest) async throws {
        guard try await authenticate(request).isConfidential else {
            throw OAuthError(.unauthorizedClient, "A client that keeps no secret is told nothing.")
        }
    }

    /// The client that makes a request.
    ///
    /// - Throws: ``OAuthError``, and the storage's errors.
    func authenticate(_ request: OAuthRequest) async throws -> AuthenticatedClient {
        let id = try Self.claimedID(request.credentials)
        let (found, now) = try await storage.oauthRead { tx in
            (try id.flatMap { try tx.clients.client($0) }, tx.now)
        }
        let place = Self.place(request.address, found)
        // Looked at, not reserved: a busy client has many requests under way, and none of them is a failure yet.
        if let wait = try await failures.wait(place, at: now) { throw OAuthError.throttled(for: wait) }
        do {
            try await check(request.credentials, against: found, at: now)
        } catch let error as OAuthError {
            if case .admitted(let failure) = try await failures.admit(place, at: now) {
                await failure.count(at: now)
            }
            try await storage.transaction { tx in
                try tx.audit.append(
                    AuditEvent(.clientRefused, reason: found?.id.description, detail: request.address)
                )
            }
            throw error
        }
        // Nothing but a client that was found passes the check.
        guard let client = found else { throw OAuthError.invalidClient(cause: "unknown client") }
        try await noteUse(of: client, at: now)
        return AuthenticatedClient(client: client, now: now)
    }

    /// The client that credentials name; `nil` for one that cannot exist.
    private static func claimedID(_ credentials: ClientCredentials) throws(OAuthError) -> UUIDv7? {
        switch credentials {
        case .secret(let id, _), .identifier(let id): return UUIDv7(id)
        case .assertion(let type, let text, let id):
            guard type.utf8.elementsEqual(ClientAssertion.type.utf8) else {
                throw OAuthError(.invalidRequest, "The client_assertion_type is not known here.")
            }
            guard let claimed = ClientAssertion.claimedClient(text) else { return nil }
            // RFC 7521 §4.2: the parameter must identify the same client.
            if let id, UUIDv7(id) != claimed { return nil }
            return claimed
        case .none: throw .invalidClient(cause: "no credentials")
        }
    }

    private func check(_ credentials: ClientCredentials, against client: Client?, at now: Date) async throws {
        switch credentials {
        case .secret(_, let secret):
            let isMatch = ClientSecrets.isMatch(secret, client?.secrets, at: now)
            guard isMatch, client?.authentication == .secret else {
                throw OAuthError.invalidClient(cause: "unknown client or wrong secret")
            }
        case .assertion(_, let text, _):
            guard let client, client.authentication == .privateKey else {
                throw OAuthError.invalidClient(cause: "no client with keys")
            }
            try await redeem(text, of: client, at: now)
        case .identifier, .none:
            guard client?.authentication == ClientAuthenticationMethod.none else {
                throw OAuthError.invalidClient(cause: "unknown client, or one that has to authenticate")
            }
        }
    }

    private func redeem(_ text: String, of client: Client, at now: Date) async throws {
        let verified: ClientAssertion.Verified
        do {
            verified = try assertion.verify(text, of: client, at: now)
        } catch {
            throw OAuthError.invalidClient(cause: "assertion: \(error)")
        }
        let isFirst = try await storage.oauthTransaction { tx in
            try tx.assertions.redeem(verified.digest, expiresAt: verified.expiresAt)
        }
        guard isFirst else { throw OAuthError.invalidClient(cause: "assertion used before") }
    }

    private func noteUse(of client: Client, at now: Date) async throws {
        if let last = client.lastUsedAt, now.timeIntervalSince(last) < Self.useInterval { return }
        try await storage.oauthTransaction { tx in
            // It may have been deleted, or changed, meanwhile.
            guard var current = try tx.clients.client(client.id) else { return }
            current.lastUsedAt = tx.now
            try tx.clients.update(current)
        }
    }

    /// Where failures are counted: by address and client, or by address alone for those that nobody knows.
    private static func place(_ address: String?, _ client: Client?) -> String {
        let network = AddressThrottle.network(of: address ?? "").map { $0 == ":" ? "." : $0 }
        return String(network) + "|" + (client?.id.description ?? "")
    }
}
