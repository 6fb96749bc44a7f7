public import FoundationEssentials
public import LatchkeyJOSE
import Synchronization

/// What can go wrong with the key ring itself.
public enum KeyRingError: Error, Sendable, Equatable {
    /// No key signs at this moment.
    case noActiveKey
    /// A stored key does not open: the master key is not the one it was sealed with.
    case cannotOpen(keyID: String)
    /// The key cannot sign tokens; the text says why.
    case unusableKey(String)
    /// The ring holds this key already.
    case duplicate(keyID: String)
    /// The ring holds no such key.
    case unknownKey(keyID: String)
}

/// The server's signing keys: the next one, the active one, and retired ones that still verify.
///
/// Kept in a ``KeyRingStorage``, private parts encrypted under the ``MasterKey``. A new key is published one JWKS
/// lifetime before it signs, and a replaced key verifies until its last token has expired, so no verification ever
/// fails because of a rotation.
///
/// ```swift
/// let ring = try await KeyRing.open(storage: storage, masterKey: masterKey, algorithm: .es256, tokenLifetime: 900)
/// let next = try await ring.rotate()
/// ```
public final class KeyRing: KeySource, SigningKeySource {
    private struct Contents: Sendable {
        var keys: [RingKey] = []
        var fingerprint: [String] = []
        var snapshot = KeySnapshot(keys: JWKSet([]), generation: 0)
    }

    /// Seconds that a published key set may be cached unless told otherwise.
    public static let standardPublicationLead: TimeInterval = 300

    /// Seconds that a published key set may be cached, hence how long before its first use a key is published.
    public let publicationLead: TimeInterval

    private let storage: any KeyRingStorage
    private let masterKey: MasterKey
    private let tokenLifetime: TimeInterval
    private let contents = Mutex(Contents())
    private let currentGeneration = Atomic<UInt64>(0)
    private let lastRefresh = Mutex<ContinuousClock.Instant?>(nil)

    private init(
        _ storage: any KeyRingStorage,
        _ masterKey: MasterKey,
        _ tokenLifetime: TimeInterval,
        _ publicationLead: TimeInterval
    ) {
        self.storage = storage
        self.masterKey = masterKey
        self.tokenLifetime = tokenLifetime
        self.publicationLead = publicationLead
    }

    /// Opens the ring, and makes its first key when it has none.
    ///
    /// - Parameters:
    ///   - storage: where the keys are kept.
    ///   - masterKey: what they are encrypted under.
    ///   - algorithm: the algorithm of a first key.
    ///   - tokenLifetime: the longest life of a token in seconds; how long a replaced key is kept.
    ///   - publicationLead: seconds that a published key set may be cached; the same in every process.
    ///   - now: the time of opening; asked for only where a first key is made.
    /// - Returns: the ring, with at least one key.
    /// - Throws: ``KeyRingError/cannotOpen(keyID:)`` under a foreign master key, and the storage's errors.
    public static func open(
        storage: any KeyRingStorage,
        masterKey: MasterKey,
        algorithm: SignatureAlgorithm,
        tokenLifetime: TimeInterval,
        publicationLead: TimeInterval = KeyRing.standardPublicationLead,
        at now: @autoclosure () async throws -> Date = Date()
    ) async throws -> KeyRing {
        let ring = KeyRing(storage, masterKey, tokenLifetime, publicationLead)
        try await ring.reload()
        if ring.keys.isEmpty {
            let now = try await now()
            let sealed = try ring.seal(
                try JWK.generate(algorithm),
                algorithm,
                createdAt: now,
                activatesAt: now
            )
            // Two processes may open an empty ring at once: the storage lets one key in, both then read it.
            _ = try await storage.addRingKey(sealed, expiringOthersAt: nil, when: .empty)
            try await ring.reload()
        }
        return ring
    }

    /// Every key of the ring, youngest first.
    public var keys: [RingKey] { contents.withLock { $0.keys } }

    /// The keys to verify with, for this process's own ``TokenVerifier``.
    public var current: KeySnapshot { contents.withLock { $0.snapshot } }

    /// The generation of the keys, read without a lock.
    public var generation: UInt64 { currentGeneration.load(ordering: .acquiring) }

    /// The key set to publish: public keys only, none for an HMAC ring.
    public var published: JWKSet { current.keys.publicKeys }

    /// Reads the ring again from its storage, since another process may have changed it.
    ///
    /// At most once a second: tokens with invented key identifiers must not become database reads.
    public func refresh(for keyID: String?) async {
        let now = ContinuousClock.now
        let isDue = lastRefresh.withLock { last in
            if let last, now - last < .seconds(1) { return false }
            last = now
            return true
        }
        guard isDue else { return }
        // A failed look leaves the last good keys; the follower reports storage errors.
        try? await reload()
    }

    /// Reads the ring from its storage.
    public func reload() async throws {
        let sealed = try await storage.ringKeys()
        let fingerprint = sealed.map { "\($0.keyID) \($0.expiresAt?.timeIntervalSince1970 ?? 0)" }.sorted()
        guard fingerprint != contents.withLock({ $0.fingerprint }) else { return }
        let keys = try sealed.map(open).sorted(by: Self.isYounger)
        contents.withLock { contents in
            contents.keys = keys
            contents.fingerprint = fingerprint
            contents.snapshot = KeySnapshot(
                keys: JWKSet(keys.map { $0.key.publicKey ?? $0.key }),
                generation: contents.snapshot.generation + 1
            )
            currentGeneration.store(contents.snapshot.generation, ordering: .releasing)
        }
    }

    /// The one that has not been replaced first, then the one whose end is later, then the one that was made later.
    ///
    /// Not by activation: a key that signs at once replaces one that was yet to, and that must never sign then, since
    /// its end is near. And not by when they were made alone: two may be of one moment, or of two clocks.
    private static func isYounger(_ one: RingKey, _ other: RingKey) -> Bool {
        let (end, otherEnd) = (one.expiresAt ?? .distantFuture, other.expiresAt ?? .distantFuture)
        return end == otherEnd ? one.createdAt > other.createdAt : end > otherEnd
    }

    /// What a key of the ring is doing at a moment.
    public func state(of key: RingKey, at now: Date) -> RingKey.State {
        let keys = keys
        if key.activatesAt > now {
            let younger = keys.prefix { $0.keyID != key.keyID }
            return younger.contains { $0.activatesAt <= key.activatesAt } ? .retired : .next
        }
        return activeKey(at: now)?.keyID == key.keyID ? .active : .retired
    }

    /// The key that signs at a moment.
    public func activeKey(at now: Date) -> RingKey? {
        keys.first { $0.activatesAt <= now }
    }

    /// The active key, ready to sign.
    ///
    /// - Throws: ``KeyRingError/noActiveKey``.
    public func signingKey(at now: Date) throws -> PreparedSigningKey {
        guard let key = activeKey(at: now) else { throw KeyRingError.noActiveKey }
        return key.signer
    }

    /// Adds a new key that takes over signing.
    ///
    /// - Parameters:
    ///   - algorithm: the new key's algorithm; the active key's unless told otherwise.
    ///   - immediately: signs at once instead of after one JWKS lifetime.
    ///   - now: the time of the rotation.
    /// - Returns: the new key.
    /// - Throws: ``KeyRingError/noActiveKey`` when there is no key to take the algorithm from.
    @discardableResult
    public func rotate(
        algorithm: SignatureAlgorithm? = nil,
        immediately: Bool = false,
        at now: Date = Date()
    ) async throws -> RingKey {
        guard let algorithm = algorithm ?? activeKey(at: now)?.algorithm else {
            throw KeyRingError.noActiveKey
        }
        let key = try await add(try JWK.generate(algorithm), algorithm, immediately: immediately, at: now)
        // Without a condition it is always added.
        guard let key else { throw KeyRingError.noActiveKey }
        return key
    }

    /// Adds a new key in place of the youngest one, unless another process has done so already.
    ///
    /// For rotations by schedule, which several nodes find due at once: exactly one of them adds a key.
    ///
    /// - Parameters:
    ///   - key: the youngest key that this process knows.
    ///   - now: the time of the rotation.
    /// - Returns: the new key; `nil` where the ring has a younger one than `key`.
    /// - Throws: the storage's errors.
    @discardableResult
    public func rotate(replacing key: RingKey, at now: Date = Date()) async throws -> RingKey? {
        try await add(
            try JWK.generate(key.algorithm),
            key.algorithm,
            immediately: false,
            at: now,
            when: .unreplaced(keyID: key.keyID)
        )
    }

    /// Distrusts a key at once, since others may have its private part.
    ///
    /// Every token that it has signed is refused from now on: by this process at once, by other nodes within their
    /// interval, and by those who verify with a copy of the key set when that copy is no longer fresh
    /// (``publicationLead``). Where it is the key that signs, or the one that is to, a new one signs at once.
    ///
    /// - Parameters:
    ///   - keyID: the `kid`.
    ///   - algorithm: the algorithm of a new key; the compromised key's unless told otherwise.
    ///   - now: the time.
    /// - Returns: the new key; `nil` where none was needed.
    /// - Throws: ``KeyRingError/unknownKey(keyID:)``, and the storage's errors.
    @discardableResult
    public func removeCompromised(
        _ keyID: String,
        algorithm: SignatureAlgorithm? = nil,
        at now: Date = Date()
    ) async throws -> RingKey? {
        try await reload()
        guard let key = keys.first(where: { $0.keyID.utf8.elementsEqual(keyID.utf8) }) else {
            throw KeyRingError.unknownKey(keyID: keyID)
        }
        var successor: RingKey?
        if state(of: key, at: now) != .retired {
            let algorithm = algorithm ?? key.algorithm
            // First the new one, so that somebody can sign whatever happens in between.
            successor = try await add(try JWK.generate(algorithm), algorithm, immediately: true, at: now)
        }
        _ = try await storage.removeRingKey(key.keyID)
        try await reload()
        return successor
    }

    /// Adds a private key made elsewhere; it takes over signing as a rotated one does.
    ///
    /// - Throws: ``KeyRingError/unusableKey(_:)`` for a public key or one without a fitting algorithm.
    @discardableResult
    public func add(
        importing key: JWK,
        algorithm: SignatureAlgorithm? = nil,
        immediately: Bool = false,
        at now: Date = Date()
    ) async throws -> RingKey {
        guard key.isPrivate else {
            throw KeyRingError.unusableKey("it is a public key; a signing key is needed")
        }
        guard let algorithm = algorithm ?? Self.algorithm(importing: key) else {
            throw KeyRingError.unusableKey("no signature algorithm fits it")
        }
        guard let added = try await add(key, algorithm, immediately: immediately, at: now) else {
            throw KeyRingError.noActiveKey
        }
        return added
    }

    /// The algorithm that an imported key is used with unless another is named; `nil` for a key that signs nothing.
    public static func algorithm(importing key: JWK) -> SignatureAlgorithm? {
        key.algorithm ?? key.algorithms.first
    }

    /// Removes keys whose last token has expired, from the storage and from memory.
    public func removeExpired(at now: Date = Date()) async throws {
        guard keys.contains(where: { $0.expiresAt.map { $0 <= now } ?? false }) else { return }
        try await storage.removeRingKeys(expiredAt: now)
        try await reload()
    }

    private func add(
        _ key: JWK,
        _ algorithm: SignatureAlgorithm,
        immediately: Bool,
        at now: Date,
        when condition: KeyRingCondition = .always
    ) async throws -> RingKey? {
        let activation = immediately ? now : now + publicationLead
        let sealed = try seal(key, algorithm, createdAt: now, activatesAt: activation)
        guard !keys.contains(where: { $0.keyID == sealed.keyID }) else {
            throw KeyRingError.duplicate(keyID: sealed.keyID)
        }
        let isAdded = try await storage.addRingKey(
            sealed,
            expiringOthersAt: activation + tokenLifetime,
            when: condition
        )
        try await reload()
        return isAdded ? try open(sealed) : nil
    }

    private func seal(
        _ key: JWK,
        _ algorithm: SignatureAlgorithm,
        createdAt: Date,
        activatesAt: Date
    ) throws -> SealedRingKey {
        var key = key
        key.keyID = key.thumbprint()
        key.algorithm = algorithm
        key.use = "sig"
        key.keyOperations = nil
        let keyID = key.thumbprint()
        var sealed = SealedRingKey(
            keyID: keyID,
            algorithm: algorithm.name,
            sealed: try masterKey.seal(Array(key.json().utf8), for: .keyRing, context: keyID),
            createdAt: createdAt,
            // Storages keep whole milliseconds; rounded up, a key for now would not sign yet.
            activatesAt: Date(
                timeIntervalSince1970: (activatesAt.timeIntervalSince1970 * 1000).rounded(.down) / 1000
            ),
            expiresAt: nil
        )
        sealed.masterKeyCheck = masterKey.derive(.check)
        return sealed
    }

    private func open(_ sealed: SealedRingKey) throws -> RingKey {
        let opened: [UInt8]
        do {
            opened = try masterKey.open(sealed.sealed, for: .keyRing, context: sealed.keyID)
        } catch {
            throw KeyRingError.cannotOpen(keyID: sealed.keyID)
        }
        guard let algorithm = SignatureAlgorithm(name: sealed.algorithm) else {
            throw KeyRingError.unusableKey("its algorithm \(sealed.algorithm) is not known")
        }
        let key = try JWK(json: opened)
        return RingKey(
            key: key,
            keyID: sealed.keyID,
            algorithm: algorithm,
            createdAt: sealed.createdAt,
            activatesAt: sealed.activatesAt,
            expiresAt: sealed.expiresAt,
            signer: try PreparedSigningKey(key, algorithm: algorithm)
        )
    }
}
