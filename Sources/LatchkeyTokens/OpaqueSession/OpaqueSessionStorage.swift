public import FoundationEssentials
public import LatchkeyJOSE

/// Where opaque sessions are kept: by the SHA-256 of their secret, never by the secret.
///
/// Subjects are compared octet by octet. A session whose idle or absolute end has come is not there any more, whether
/// it has been removed or not.
public protocol OpaqueSessionStorage: Sendable {
    /// Keeps a session.
    ///
    /// - Parameters:
    ///   - session: the session; its identifier is new.
    ///   - digest: 32 octets, new.
    ///   - replaced: the digest of a session that ends in the same transaction; unknown ones are ignored.
    /// - Throws: the back end's errors, among them ``OpaqueSessionError/storeFull``.
    func insertOpaqueSession(
        _ session: OpaqueSession,
        digest: [UInt8],
        replacing replaced: [UInt8]?
    ) async throws

    /// The live session with a digest.
    func opaqueSession(digest: [UInt8], at now: Date) async throws -> OpaqueSession?

    /// Notes that a live session is used, unless that was noted after `moment`.
    ///
    /// - Parameters:
    ///   - digest: which session.
    ///   - idleExpiresAt: its new idle end; its absolute end where that is earlier.
    ///   - moment: the time before which the last note must lie.
    ///   - now: the time of use.
    /// - Throws: the back end's errors.
    func touchOpaqueSession(
        digest: [UInt8],
        idleExpiresAt: Date,
        unlessSince moment: Date,
        at now: Date
    ) async throws

    /// Gives a live session another digest and other claims in one step; the old digest is dead.
    ///
    /// - Returns: the session as it is now; of parallel callers with one digest exactly one gets it.
    func renewOpaqueSession(
        digest: [UInt8],
        to newDigest: [UInt8],
        claims: JSONObject,
        idleExpiresAt: Date,
        at now: Date
    ) async throws -> OpaqueSession?

    /// Ends the session with a digest; whether there was one.
    func endOpaqueSession(digest: [UInt8]) async throws -> Bool

    /// Ends a session by its public name when it is the subject's; whether it was.
    func endOpaqueSession(id: UUIDv7, subject: String) async throws -> Bool

    /// Ends every session of a subject but one; how many there were.
    func endOpaqueSessions(subject: String, except kept: UUIDv7?) async throws -> Int

    /// The live sessions of a subject, the newest first.
    func opaqueSessions(subject: String, at now: Date) async throws -> [OpaqueSession]

    /// Removes the sessions whose end has come.
    func removeOpaqueSessions(expiredAt now: Date) async throws
}

/// Why a session could not be started.
public enum OpaqueSessionError: Error, Sendable, Equatable {
    /// The store is full of live sessions; none was forgotten, this one was not started.
    case storeFull
    /// The subject or the claims are longer than a store has to take.
    case tooLarge
}
