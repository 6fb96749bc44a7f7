public import CoreMetrics
import Crypto
import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Starts, refreshes and resumes sign-in sessions.
///
/// ```swift
/// let signIn = try await sessions.refresh(text, from: client)    // rotates; throws RefreshError
/// ```
public struct Sessions: Sendable {
    /// A session that has been written, with the secrets that only its client will hold.
    struct Started: Sendable {
        let session: Session
        let refreshToken: RefreshToken
        let browserToken: String?
        let deviceToken: String?
    }

    private let storage: any AccountStorage
    private let issuer: TokenIssuer
    private let codec: RefreshTokenCodec
    let digest: KeyedDigest
    let ending: SessionEnding
    private let claims: TokenClaims?
    private let places: StatusPlaces?
    private let granted: Counter
    private let refused: Counter
    /// How long sessions live and how replays are judged.
    public let policy: SessionPolicy

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where sessions are kept.
    ///   - issuer: what signs the access tokens.
    ///   - masterKey: what refresh tokens are authenticated with.
    ///   - ending: what ends sessions.
    ///   - policy: lifetimes and replay rules.
    ///   - claims: what access tokens say besides; see ``TokenClaims``.
    ///   - places: where access tokens stand in status lists; `nil` for tokens that name none.
    ///   - metrics: where refreshes are counted by their outcome, as `latchkey.sessions.refreshes`.
    public init(
        storage: any AccountStorage,
        issuer: TokenIssuer,
        masterKey: MasterKey,
        ending: SessionEnding,
        policy: SessionPolicy = SessionPolicy(),
        claims: TokenClaims? = nil,
        places: StatusPlaces? = nil,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        let name = "latchkey.sessions.refreshes"
        granted = Counter(label: name, dimensions: [("outcome", "granted")], factory: metrics)
        refused = Counter(label: name, dimensions: [("outcome", "refused")], factory: metrics)
        self.claims = claims
        self.places = places
        self.storage = storage
        self.issuer = issuer
        self.ending = ending
        self.policy = policy
        codec = RefreshTokenCodec(masterKey)
        digest = KeyedDigest(masterKey)
    }

    /// Writes a new session inside the caller's transaction.
    ///
    /// With `forPages` it also makes the opaque token of the page cookie.
    func start(
        for account: Account,
        methods: [String],
        from client: ClientContext,
        on device: KnownDevices.Recognition,
        forPages: Bool,
        in tx: any AccountTransaction
    ) throws -> Started {
        let nonce = RandomOctets.make(RefreshToken.nonceSize)
        let browserToken = forPages ? Self.makeBrowserToken() : nil
        let token = RefreshToken(sessionID: UUIDv7(at: tx.now), counter: 0, nonce: nonce)
        var session = Session(
            id: token.sessionID,
            accountID: account.id,
            clientID: client.clientID,
            accountEpoch: account.epoch,
            authenticatedAt: tx.now,
            authenticationMethods: methods,
            scope: client.rights?.scope ?? Scope([]),
            audience: client.rights?.audience,
            createdAt: tx.now,
            lastSeenAt: tx.now,
            expiresAt: tx.now + policy.absoluteLifetime,
            idleExpiresAt: tx.now + min(policy.idleLifetime, policy.absoluteLifetime),
            accessExpiresAt: tx.now + accessLife,
            nonceDigest: token.nonceDigest,
            browserDigest: browserToken.map(Self.browserDigest),
            rotatedAt: tx.now,
            fingerprint: fingerprint(of: client),
            device: client.device,
            address: client.address,
            deviceName: client.deviceName,
            deviceDigest: device.digest
        )
        try places?.ensure(&session, in: tx)
        try tx.sessions.insert(session)
        return Started(
            session: session,
            refreshToken: token,
            browserToken: browserToken,
            deviceToken: device.token
        )
    }

    /// Signs the access token of a session that has just been written.
    ///
    /// A session whose token cannot be made is ended: nobody ever held it.
    func signIn(_ started: Started, account: Account, at now: Date) async throws -> SignIn {
        let token: IssuedToken
        do {
            token = try await accessToken(for: started.session, of: account, at: now)
        } catch {
            try? await ending.end(started.session.id, of: nil, as: .revoked)
            throw error
        }
        return SignIn(
            account: account,
            session: started.session,
            accessToken: token,
            refreshToken: codec.write(started.refreshToken),
            browserToken: started.browserToken,
            deviceToken: started.deviceToken
        )
    }

    /// Exchanges a refresh token for new tokens.
    ///
    /// The previous token, presented again within the replay window, gets the same current one. An older token, or
    /// the previous one after the window, ends the session. A token of another client's session is refused, and the
    /// session lives on. Rights of `client` narrow the access token, and nothing else.
    ///
    /// - Throws: ``RefreshError``, or the storage's own error with nothing changed.
    public func refresh(_ text: String, from client: ClientContext) async throws -> SignIn {
        guard let presented = codec.read(text) else { throw RefreshError.invalid }
        let fingerprint = fingerprint(of: client)
        let outcome = try await storage.transaction { tx in
            try rotate(presented, from: client, fingerprint: fingerprint, in: tx)
        }
        switch outcome {
        case .granted(let session, let account, let now):
            granted.increment()
            return SignIn(
                account: account,
                session: session,
                accessToken: try await accessToken(
                    for: session,
                    of: account,
                    at: now,
                    narrowedTo: client.rights
                ),
                refreshToken: codec.write(presented.with(counter: session.counter)),
                browserToken: nil,
                deviceToken: nil
            )
        case .refused(let error):
            refused.increment()
            throw error
        case .ended(let end, let revocation):
            refused.increment()
            ending.remember([revocation])
            throw end == .refreshShared ? RefreshError.shared : RefreshError.reused
        }
    }

    /// The live session that a refresh token belongs to, without rotating it.
    ///
    /// - Returns: the session, and whether the token is its current one; `nil` for any token that would not refresh.
    public func session(presenting text: String) async throws -> (session: Session, isCurrent: Bool)? {
        guard let presented = codec.read(text) else { return nil }
        return try await storage.read { tx in
            guard let session = try tx.sessions.session(presented.sessionID), session.isLive(at: tx.now),
                session.nonceDigest == presented.nonceDigest
            else { return nil }
            return (session, session.counter == presented.counter)
        }
    }

    /// The account and live session behind a page cookie; notes that it was seen.
    public func resume(browserToken: String) async throws -> (account: Account, session: Session)? {
        let digest = Self.browserDigest(browserToken)
        let found = try await storage.read { tx in try Self.live(browserDigest: digest, in: tx) }
        guard let found, found.isStale else { return found.map { ($0.account, $0.session) } }
        return try await storage.transaction { tx in
            guard let found = try Self.live(browserDigest: digest, in: tx) else { return nil }
            var session = found.session
            session.lastSeenAt = tx.now
            session.idleExpiresAt = min(tx.now + policy.idleLifetime, session.expiresAt)
            try tx.sessions.update(session)
            return (found.account, session)
        }
    }

    /// The live sessions of an account, youngest first.
    public func list(of account: UUIDv7) async throws -> [Session] {
        try await storage.read { tx in
            let epoch = try tx.accounts.account(account)?.epoch
            return try tx.sessions.sessions(of: account).filter {
                $0.isLive(at: tx.now) && $0.accountEpoch == epoch
            }
        }
    }

    /// One page of the live sessions of an account, youngest first.
    ///
    /// - Parameters:
    ///   - account: whose sessions.
    ///   - cursor: the session after which to begin, live or ended; `nil` for the first page.
    ///   - limit: the size of the page, at least 1.
    /// - Returns: at most `limit` sessions, and the cursor of the next page; `nil` on the last one.
    /// - Throws: ``AccountError/sessionNotFound`` when the account has no session `cursor`.
    public func page(
        of account: UUIDv7,
        after cursor: UUIDv7? = nil,
        limit: Int
    ) async throws -> (sessions: [Session], next: UUIDv7?) {
        let live: [Session] = try await storage.read { tx in
            var sessions = try tx.sessions.sessions(of: account)[...]
            if let cursor {
                guard let place = sessions.firstIndex(where: { $0.id == cursor }) else {
                    throw AccountError.sessionNotFound
                }
                sessions = sessions[(place + 1)...]
            }
            let epoch = try tx.accounts.account(account)?.epoch
            // One more than asked for tells whether there is a next page.
            return sessions.lazy.filter { $0.isLive(at: tx.now) && $0.accountEpoch == epoch }
                .prefix(max(limit, 1) + 1).reduce(into: []) { $0.append($1) }
        }
        let page = Array(live.prefix(max(limit, 1)))
        return (page, live.count > page.count ? page.last?.id : nil)
    }

    /// Seconds after which no verifier accepts a token that is issued now.
    var accessLife: TimeInterval { issuer.lifetime + policy.accessLeeway }

    private enum Outcome: Sendable {
        case granted(Session, Account, Date)
        case refused(RefreshError)
        case ended(SessionEnd, Revocation)
    }

    private func rotate(
        _ presented: RefreshToken,
        from client: ClientContext,
        fingerprint: [UInt8],
        in tx: any AccountTransaction
    ) throws -> Outcome {
        let rotation = SessionRotation(
            sessionID: presented.sessionID,
            clientID: client.clientID,
            counter: presented.counter,
            nonceDigest: presented.nonceDigest,
            idleExpiresAt: tx.now + policy.idleLifetime,
            accessExpiresAt: tx.now + accessLife,
            fingerprint: fingerprint,
            address: client.address,
            device: client.device
        )
        if var session = try tx.sessions.rotate(rotation) {
            if session.statusPlace == nil, let places {
                try places.ensure(&session, in: tx)
                try tx.sessions.update(session)
            }
            guard let account = try tx.accounts.account(session.accountID) else { return .refused(.invalid) }
            return .granted(session, account, tx.now)
        }
        guard let session = try tx.sessions.session(presented.sessionID),
            session.clientID.utf8.elementsEqual(client.clientID.utf8),
            let account = try tx.accounts.account(session.accountID)
        else { return .refused(.invalid) }
        return try judge(presented, session: session, account: account, fingerprint: fingerprint, in: tx)
    }

    private func judge(
        _ presented: RefreshToken,
        session: Session,
        account: Account,
        fingerprint: [UInt8],
        in tx: any AccountTransaction
    ) throws -> Outcome {
        let judgement = RefreshRotation.judge(
            presented,
            session: session,
            accountIsOpen: !account.isLocked && account.epoch == session.accountEpoch,
            fingerprint: fingerprint,
            policy: policy,
            at: tx.now
        )
        switch judgement {
        case .refuse(let error):
            return .refused(error)
        case .end(let end):
            return .ended(end, try ending.end(session, as: end, in: tx))
        case .replay(var session):
            try extendAccess(of: &session, in: tx)
            try tx.sessions.update(session)
            return .granted(session, account, tx.now)
        }
    }

    func accessToken(
        for session: Session,
        of account: Account,
        at now: Date,
        narrowedTo rights: ClientRights? = nil
    ) async throws -> IssuedToken {
        let own = try await claims?(account, session) ?? [:]
        return try issuer.issue(
            TokenGrant(
                subject: account.id.description,
                clientID: session.clientID,
                sessionID: session.id,
                epoch: account.epoch,
                audience: rights.map(\.audience) ?? session.audience,
                authenticatedAt: session.authenticatedAt,
                authenticationMethods: session.authenticationMethods,
                scope: rights?.scope ?? session.scope,
                roles: account.roles,
                claims: own,
                status: places.flatMap { places in session.statusPlace.map(places.reference) }
            ),
            at: now
        )
    }

    /// Lets the session remember that an access token is about to be signed for it, and gives it a place.
    func extendAccess(of session: inout Session, in tx: any AccountTransaction) throws {
        session.accessExpiresAt = max(session.accessExpiresAt, tx.now + accessLife)
        try places?.ensure(&session, in: tx)
    }

    func fingerprint(of client: ClientContext) -> [UInt8] {
        digest("client", client.address.map(AddressThrottle.network), client.device)
    }

    private static func live(
        browserDigest: [UInt8],
        in tx: any AccountTransaction
    ) throws -> (account: Account, session: Session, isStale: Bool)? {
        guard let session = try tx.sessions.session(browserDigest: browserDigest), session.isLive(at: tx.now),
            let account = try tx.accounts.account(session.accountID), !account.isLocked,
            account.epoch == session.accountEpoch
        else { return nil }
        // Noting every page view would make each a write.
        return (account, session, tx.now.timeIntervalSince(session.lastSeenAt) > 60)
    }

    static func browserDigest(_ token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }

    static func makeBrowserToken() -> String { Base64URL.encode(RandomOctets.make(32)) }
}
