import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// Replaces the signing key, and knows when that is due.
struct KeyRotation: Sendable {
    let keys: KeyRing
    let storage: any AccountStorage
    /// What the server's own verifier accepts: a key of another algorithm would sign tokens that it refuses.
    let algorithms: Set<SignatureAlgorithm>

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

    /// When the active key will be replaced; `nil` while its successor waits already.
    func nextRotation(at now: Date) -> Date? {
        guard let active = keys.activeKey(at: now), active.keyID == keys.keys.first?.keyID else { return nil }
        return active.activatesAt + Maintenance.keyLifetime
    }
}

extension AuthServices {
    var keyRotation: KeyRotation {
        KeyRotation(keys: keys, storage: storage, algorithms: configuration.tokenAlgorithms)
    }
}

extension ServerConfiguration {
    /// What access tokens may be signed with.
    var tokenAlgorithms: Set<SignatureAlgorithm> { TokenVerifier.defaultAlgorithms.union([algorithm]) }
}
