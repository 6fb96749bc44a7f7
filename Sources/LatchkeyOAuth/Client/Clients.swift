public import FoundationEssentials
public import LatchkeyAccounts
public import LatchkeyTokens

/// Registers, changes and deletes OAuth clients, on behalf of whoever runs the server.
///
/// ```swift
/// let (client, secret) = try await clients.add(
///     ClientSettings(name: "shop", grants: [.clientCredentials], scope: "orders:read"),
///     authentication: .secret
/// )
/// ```
public struct Clients: Sendable {
    /// A client with the secret that nobody will see again.
    public struct Issued: Sendable {
        /// The client.
        public let client: Client
        /// Its new secret; `nil` where it authenticates otherwise.
        public let secret: String?
    }

    /// Seconds for which a secret is accepted after its successor was made, unless told otherwise.
    public static let standardOverlap: TimeInterval = 86_400
    /// How many sessions of a deleted client one transaction ends: no request waits long behind it.
    private static let sessionPortion = 200

    private let storage: any OAuthStorage
    private let ending: SessionEnding
    private let tokenLife: TimeInterval

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where clients are kept.
    ///   - ending: what ends the sessions of a deleted client.
    ///   - tokenLife: seconds; the longest life of an access token, forgiven clock difference included.
    public init(storage: any OAuthStorage, ending: SessionEnding, tokenLife: TimeInterval) {
        self.storage = storage
        self.ending = ending
        self.tokenLife = tokenLife
    }

    /// Registers a client.
    ///
    /// - Throws: ``ClientError/invalidFields(_:)``.
    public func add(
        _ settings: ClientSettings,
        authentication: ClientAuthenticationMethod
    ) async throws -> Issued {
        let secret = authentication == .secret ? ClientSecrets.make() : nil
        return try await storage.oauthTransaction { tx in
            var client = Client(
                id: UUIDv7(at: tx.now),
                name: "",
                authentication: authentication,
                secrets: secret?.secrets,
                grants: [],
                createdAt: tx.now
            )
            try settings.apply(to: &client)
            try tx.clients.insert(client)
            try tx.audit.append(AuditEvent(.clientCreated, reason: client.id.description))
            return Issued(client: client, secret: secret?.text)
        }
    }

    /// The client with this identifier.
    ///
    /// - Throws: ``ClientError/notFound``.
    public func client(_ id: UUIDv7) async throws -> Client {
        guard let client = try await storage.oauthRead({ try $0.clients.client(id) }) else {
            throw ClientError.notFound
        }
        return client
    }

    /// One page of clients in the order of their registration.
    public func list(after cursor: UUIDv7? = nil, limit: Int) async throws -> [Client] {
        try await storage.oauthRead { try $0.clients.clients(after: cursor, limit: limit) }
    }

    /// Changes what is said of a client.
    ///
    /// - Throws: ``ClientError``.
    public func change(_ id: UUIDv7, to settings: ClientSettings) async throws -> Client {
        try await storage.oauthTransaction { tx in
            guard var client = try tx.clients.client(id) else { throw ClientError.notFound }
            try settings.apply(to: &client)
            try tx.clients.update(client)
            try tx.audit.append(AuditEvent(.clientChanged, reason: id.description))
            return client
        }
    }

    /// Gives a client a new secret; the one before is accepted for `overlap` seconds more, an older one no longer.
    ///
    /// - Throws: ``ClientError/notFound`` or ``ClientError/noSecret``.
    public func rotateSecret(
        of id: UUIDv7,
        overlap: TimeInterval = Clients.standardOverlap
    ) async throws -> Issued {
        try await storage.oauthTransaction { tx in
            guard var client = try tx.clients.client(id) else { throw ClientError.notFound }
            guard let secrets = client.secrets else { throw ClientError.noSecret }
            let next = secrets.rotated(overlap: overlap, at: tx.now)
            client.secrets = next.secrets
            try tx.clients.update(client)
            try tx.audit.append(AuditEvent(.clientSecretRotated, reason: id.description))
            return Issued(client: client, secret: next.text)
        }
    }

    /// Deletes a client: its own tokens and those of everybody who signed in through it are refused at once.
    ///
    /// - Throws: ``ClientError/notFound``.
    public func delete(_ id: UUIDv7) async throws {
        let life = tokenLife
        let revocation = try await storage.oauthTransaction { tx in
            guard try tx.clients.delete(id) else { throw ClientError.notFound }
            try tx.audit.append(AuditEvent(.clientDeleted, reason: id.description))
            if let place = try tx.statuses.place(of: id) {
                try tx.statuses.invalidate(place, until: tx.now + life)
            }
            // The identifier never comes back, so neither may any token of it.
            return try tx.revocations.append(
                .account(id, epochBelow: .max),
                expiresAt: Revocation.expiry(longestLifetime: life, at: tx.now)
            )
        }
        ending.remember([revocation])
        try await endSessions(of: id)
    }

    private func endSessions(of id: UUIDv7) async throws {
        var ended = Self.sessionPortion
        while ended == Self.sessionPortion {
            let revocations = try await storage.oauthTransaction { tx in
                try tx.clients.sessions(of: id, limit: Self.sessionPortion).map { session in
                    try ending.end(session, as: .revoked, in: tx)
                }
            }
            ending.remember(revocations)
            ended = revocations.count
        }
    }
}
