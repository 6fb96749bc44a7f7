public import FoundationEssentials
public import LatchkeyJOSE

/// The revocations of an issuer as it hands them to services that have no database, signed (`lrs+jwt`).
///
/// A whole snapshot holds every revocation that still matters; one that names what it comes after holds only the later
/// ones. The claims: `iss`; `iat`, the moment up to which it is complete; `exp`, after which nobody shall go by it; `seq`,
/// how far the issuer's log of revocations had grown; `after`, where it begins; and the revocations themselves in
/// `sessions`, `tokens`, `accounts` and `named`.
///
/// ```swift
/// let snapshot = try RevocationSnapshot(text, keys: keys.current.keys, issuer: "https://id.example", at: .now)
/// list.follow(snapshot.entries)
/// ```
public struct RevocationSnapshot: Sendable {
    /// The `typ` of its header, and with `application/` in front the media type.
    public static let type = "lrs+jwt"
    /// The path at which an issuer has it.
    public static let path = ".well-known/latchkey-revocations"
    /// Seconds after which a snapshot is of no use to anybody.
    package static let lifetime: TimeInterval = 3600

    /// How far the issuer's log of revocations had grown.
    public let sequence: Int64
    /// The place in that log after which the entries begin; `nil` for all that still matter.
    public let after: Int64?
    /// The moment up to which it is complete, by the issuer's clock.
    public let completeAt: Date
    /// The revocations, all of them under ``sequence``.
    public let entries: [Revocation]

    /// Verifies and reads a snapshot.
    ///
    /// - Parameters:
    ///   - text: the snapshot as it came.
    ///   - keys: the issuer's keys.
    ///   - algorithms: the only ones accepted.
    ///   - issuer: the exact `iss`.
    ///   - now: the time against which it expires; a minute of clock difference is forgiven.
    ///   - sizeLimit: the longest text in octets.
    /// - Throws: ``JWTError``; its code is `key_unknown` when a key source could be asked again.
    public init(
        _ text: String,
        keys: JWKSet,
        algorithms: Set<SignatureAlgorithm> = TokenVerifier.defaultAlgorithms,
        issuer: String,
        at now: Date,
        sizeLimit: Int = 64 * 1024 * 1024
    ) throws(JWTError) {
        let verifier = JWTVerifier(
            keys: keys,
            algorithms: algorithms,
            issuer: .exactly(issuer),
            audience: .unchecked,
            type: .exactly(Self.type),
            required: ["iat", "seq"],
            leeway: 60,
            limits: TokenLimits(tokenSize: sizeLimit)
        )
        let jwt = try verifier.verify(text, at: now)
        guard let sequence = try jwt.payload.integer("seq"), let issuedAt = jwt.issuedAt else {
            throw .claimMissing(name: "seq")
        }
        self.sequence = sequence
        after = try jwt.payload.integer("after")
        completeAt = issuedAt
        entries = try PackedRevocations.read(jwt.payload, sequence: sequence)
    }

    /// Signs everything that a list holds.
    package static func sign(
        _ content: RevocationContent,
        issuer: String,
        completeAt: Date,
        by key: PreparedSigningKey
    ) throws -> String {
        try sign(
            PackedRevocations(content, at: completeAt),
            sequence: content.sequence,
            after: nil,
            issuer,
            completeAt,
            // Grown once, and not many times: there may be megabytes.
            capacity: 512 + content.count * 28,
            key
        )
    }

    /// Signs the entries between two places of the log.
    package static func sign(
        _ entries: [Revocation],
        after: Int64,
        to sequence: Int64,
        issuer: String,
        completeAt: Date,
        by key: PreparedSigningKey
    ) throws -> String {
        try sign(
            PackedRevocations(entries),
            sequence: sequence,
            after: after,
            issuer,
            completeAt,
            capacity: 512,
            key
        )
    }

    private static func sign(
        _ packed: PackedRevocations,
        sequence: Int64,
        after: Int64?,
        _ issuer: String,
        _ completeAt: Date,
        capacity: Int,
        _ key: PreparedSigningKey
    ) throws -> String {
        let issuedAt = Int64(completeAt.timeIntervalSince1970.rounded(.down))
        var writer = JSONWriter(capacity: capacity)
        writer.beginObject()
        writer.member("iss", issuer)
        writer.member("iat", issuedAt)
        writer.member("exp", issuedAt + Int64(lifetime))
        writer.member("seq", sequence)
        if let after { writer.member("after", after) }
        packed.write(to: &writer)
        writer.endObject()
        return try key.sign(payloadJSON: writer.octets, kind: .custom(type))
    }
}
