import FoundationEssentials
import LatchkeyAccounts
public import LatchkeyJOSE
import LatchkeyTokens

/// Replaces the signing key, and knows when that is due.
struct KeyRotation: Sendable {
    let keys: KeyRing
    let storage: any AccountStorage
    /// What the server's own verifier accepts: a key of another algorithm would sign tokens that it refuses.
    let algorithms: Set<SignatureAlgorithm>
    /// Seconds after which a key is replaced.
    let lifetime: TimeInterval

    /// Adds a new key that takes over signing, and records it.
    ///
    /// - Parameters:
    ///   - algorithm: the new key's; the active key's unless told otherwise.
    ///   - now: the time of the rotation.
    /// - Returns: the new key.
    /// - Throws: ``LatchkeyAccounts/AccountError/invalidFields(_:)`` for an algorithm that cannot be had here.
    func rotate(to algorithm: SignatureAlgorithm?, at now: Date) async throws -> RingKey {
        if let algorithm, algorithm.keyType == .oct || !algorithms.contains(algorithm) {
            throw AccountError.invalid(FieldError("algorithm", .invalidFormat))
        }
        let key = try await keys.rotate(algorithm: algorithm, at: now)
        try await storage.transaction { try $0.audit.append(AuditEvent(.keyRotated, reason: key.keyID)) }
        return key
    }

    /// Distrusts a key at once, since others may have its private part, and records it.
    ///
    /// - Parameters:
    ///   - keyID: the `kid`.
    ///   - now: the time.
    /// - Returns: the key that signs in its place; `nil` where none was needed.
    /// - Throws: ``KeyRingError/unknownKey(keyID:)``, and the storage's errors.
    func removeCompromised(_ keyID: String, at now: Date) async throws -> RingKey? {
        let successor = try await keys.removeCompromised(keyID, at: now)
        try await storage.transaction {
            try $0.audit.append(AuditEvent(.keyRevoked, reason: keyID))
            if let successor { try $0.audit.append(AuditEvent(.keyRotated, reason: successor.keyID)) }
        }
        return successor
    }

    /// Replaces the key when its time has come, unless another node was quicker.
    ///
    /// - Returns: the new key, where this was the node that made it.
    func rotateIfDue(at now: Date) async throws -> RingKey? {
        try await keys.reload()
        guard let due = nextRotation(at: now), due <= now, let active = keys.activeKey(at: now),
            // Nodes that find it due at once: one of them replaces the key, the others learn of it.
            let next = try await keys.rotate(replacing: active, at: now)
        else { return nil }
        try await storage.transaction { try $0.audit.append(AuditEvent(.keyRotated, reason: next.keyID)) }
        return next
    }

    /// When the active key will be replaced; `nil` while its successor waits already.
    func nextRotation(at now: Date) -> Date? {
        guard let active = keys.activeKey(at: now), active.keyID == keys.keys.first?.keyID else { return nil }
        return active.activatesAt + lifetime
    }
}

extension AuthServices {
    var keyRotation: KeyRotation {
        KeyRotation(
            keys: keys,
            storage: storage,
            algorithms: configuration.tokenAlgorithms,
            lifetime: configuration.keyLifetime
        )
    }
}

extension ServerConfiguration {
    /// What the server accepts access tokens with: a key of another algorithm would sign what it then refuses.
    ///
    /// Besides the usual ones it is the algorithm that `tokens.algorithm` names.
    public var tokenAlgorithms: Set<SignatureAlgorithm> {
        TokenVerifier.defaultAlgorithms.union([algorithm])
    }
}
