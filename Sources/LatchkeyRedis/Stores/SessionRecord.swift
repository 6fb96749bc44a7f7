import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// A session as the fields of a hash hold it; times are milliseconds since 1970.
struct SessionRecord {
    /// Subject, name, claims, start, last use, idle end, absolute end.
    static let fields = ["s", "i", "c", "t", "l", "d", "e"]

    let subject: String
    let id: String
    let claims: String
    let createdAt: Int64
    let lastSeenAt: Int64
    let idleExpiresAt: Int64
    let expiresAt: Int64

    init(_ session: OpaqueSession) {
        (subject, id, claims) = (session.subject, session.id.description, session.claims.json())
        (createdAt, lastSeenAt) = (session.createdAt.milliseconds, session.lastSeenAt.milliseconds)
        (idleExpiresAt, expiresAt) = (session.idleExpiresAt.milliseconds, session.expiresAt.milliseconds)
    }

    /// Reads the values of ``fields``; `nil` for what nobody here has written.
    init?(_ values: [RESPValue]) {
        guard values.count == Self.fields.count, let subject = values[0].text, let id = values[1].text,
            let claims = values[2].text, let created = values[3].number, let seen = values[4].number,
            let idle = values[5].number, let end = values[6].number
        else { return nil }
        (self.subject, self.id, self.claims) = (subject, id, claims)
        (createdAt, lastSeenAt, idleExpiresAt, expiresAt) = (created, seen, idle, end)
    }

    var session: OpaqueSession? {
        guard let id = UUIDv7(id), let claims = try? JSONObject(json: claims) else { return nil }
        return OpaqueSession(
            id: id,
            claims: claims,
            createdAt: Date(milliseconds: createdAt),
            lastSeenAt: Date(milliseconds: lastSeenAt),
            idleExpiresAt: Date(milliseconds: idleExpiresAt),
            expiresAt: Date(milliseconds: expiresAt)
        )
    }
}
