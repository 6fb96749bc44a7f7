package import FoundationEssentials
package import LatchkeyJOSE
package import LatchkeyTokens

extension SQLStorage {
    /// Keeps a session and ends the one that it replaces.
    public func insertOpaqueSession(
        _ session: OpaqueSession,
        digest: [UInt8],
        replacing replaced: [UInt8]?
    ) async throws {
        try await write { try $0.opaqueSessions.insert(session, digest: digest, replacing: replaced) }
    }

    /// The live session with a digest.
    public func opaqueSession(digest: [UInt8], at now: Date) async throws -> OpaqueSession? {
        try await look { try $0.opaqueSessions.session(digest: digest, at: now) }
    }

    /// Notes that a session is used.
    public func touchOpaqueSession(
        digest: [UInt8],
        idleExpiresAt: Date,
        unlessSince moment: Date,
        at now: Date
    ) async throws {
        try await write {
            try $0.opaqueSessions.touch(
                digest: digest,
                idleExpiresAt: idleExpiresAt,
                unlessSince: moment,
                at: now
            )
        }
    }

    /// Gives a live session another digest and other claims in one conditional statement.
    public func renewOpaqueSession(
        digest: [UInt8],
        to newDigest: [UInt8],
        claims: JSONObject,
        idleExpiresAt: Date,
        at now: Date
    ) async throws -> OpaqueSession? {
        try await write {
            try $0.opaqueSessions.renew(
                digest: digest,
                to: newDigest,
                claims: claims,
                idleExpiresAt: idleExpiresAt,
                at: now
            )
        }
    }

    /// Ends the session with a digest.
    public func endOpaqueSession(digest: [UInt8]) async throws -> Bool {
        try await write { try $0.opaqueSessions.end(digest: digest) }
    }

    /// Ends a session by its public name.
    public func endOpaqueSession(id: UUIDv7, subject: String) async throws -> Bool {
        try await write { try $0.opaqueSessions.end(id: id, subject: subject) }
    }

    /// Ends every session of a subject but one.
    public func endOpaqueSessions(subject: String, except kept: UUIDv7?) async throws -> Int {
        try await write { try $0.opaqueSessions.endAll(subject: subject, except: kept) }
    }

    /// The live sessions of a subject, the newest first.
    public func opaqueSessions(subject: String, at now: Date) async throws -> [OpaqueSession] {
        try await look { try $0.opaqueSessions.sessions(subject: subject, at: now) }
    }

    /// Removes the sessions whose end has come.
    public func removeOpaqueSessions(expiredAt now: Date) async throws {
        try await write { try $0.opaqueSessions.removeExpired(at: now) }
    }
}
