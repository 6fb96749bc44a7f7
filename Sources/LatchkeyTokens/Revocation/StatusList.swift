import CZlib
public import FoundationEssentials
public import LatchkeyJOSE

/// A bit for each token of a list: 1 when it was taken back (draft-ietf-oauth-status-list §4, `bits` 1).
///
/// Signed it is a Status List Token (`statuslist+jwt`), which gateways in any language can read.
///
/// ```swift
/// let list = try StatusList(text, keys: keys.current.keys, issuer: "https://id.example", uri: uri, at: .now)
/// list.isInvalid(17)
/// ```
public struct StatusList: Sendable {
    /// The `typ` of its header, and with `application/` in front the media type.
    public static let type = "statuslist+jwt"
    /// The most places that a list may have: bounds what a compressed one takes in memory.
    public static let largestCount = 1 << 27

    /// How many places it has.
    public let count: Int
    /// How long it may be kept before it is asked for again (`ttl`), in seconds; `nil` when it does not say.
    public let lifetime: Int64?
    /// When it was made (`iat`).
    public let issuedAt: Date
    private var bits: [UInt8]

    /// A list in which every token is good.
    ///
    /// - Parameters:
    ///   - count: how many places it has; a multiple of 8.
    ///   - issuedAt: when it is made.
    ///   - lifetime: how long it may be kept, in seconds.
    package init(count: Int, issuedAt: Date, lifetime: Int64?) {
        self.count = count
        self.issuedAt = issuedAt
        self.lifetime = lifetime
        bits = [UInt8](repeating: 0, count: count / 8)
    }

    /// Whether the token at a place was taken back; `nil` for a place that the list does not have.
    public func isInvalid(_ index: Int) -> Bool? {
        guard (0..<count).contains(index) else { return nil }
        // Places count from the least significant bit of each octet on (§4.1).
        return bits[index / 8] >> UInt8(index % 8) & 1 == 1
    }

    /// Notes that the token at a place was taken back.
    package mutating func invalidate(_ index: Int) {
        guard (0..<count).contains(index) else { return }
        bits[index / 8] |= 1 << UInt8(index % 8)
    }
}

// MARK: Signed

extension StatusList {
    /// Verifies and reads a Status List Token.
    ///
    /// - Parameters:
    ///   - text: the token as it came.
    ///   - keys: the issuer's keys.
    ///   - algorithms: the only ones accepted.
    ///   - uri: the exact `sub`: the address that tokens name.
    ///   - now: the time against which it expires; a minute of clock difference is forgiven.
    ///   - sizeLimit: the longest text in octets.
    /// - Throws: ``JWTError``; its code is `key_unknown` when a key source could be asked again.
    public init(
        _ text: String,
        keys: JWKSet,
        algorithms: Set<SignatureAlgorithm> = TokenVerifier.defaultAlgorithms,
        uri: String,
        at now: Date,
        sizeLimit: Int = 16 * 1024 * 1024
    ) throws(JWTError) {
        let verifier = JWTVerifier(
            keys: keys,
            algorithms: algorithms,
            issuer: .unchecked,
            audience: .unchecked,
            type: .exactly(Self.type),
            subject: .exactly(uri),
            required: ["iat", "status_list"],
            expiry: .ifPresent,
            leeway: 60,
            limits: TokenLimits(tokenSize: sizeLimit)
        )
        let jwt = try verifier.verify(text, at: now)
        bits = try Self.bits(in: jwt.payload)
        count = bits.count * 8
        lifetime = try jwt.payload.integer("ttl")
        issuedAt = jwt.issuedAt ?? now
    }

    /// The list as a Status List Token.
    ///
    /// - Parameters:
    ///   - issuer: the `iss`.
    ///   - uri: the `sub`: the address that tokens name.
    ///   - expiresAt: after when nobody shall go by it.
    ///   - key: what signs.
    /// - Returns: the token.
    /// - Throws: the signature's error.
    package func signed(
        issuer: String,
        uri: String,
        expiresAt: Date,
        by key: PreparedSigningKey
    ) throws -> String {
        guard let packed = Self.deflate(bits) else {
            throw JWTError.claimInvalid(name: "status_list", expected: "memory to compress it")
        }
        var writer = JSONWriter(capacity: packed.count * 2 + 256)
        writer.beginObject()
        writer.member("iss", issuer)
        writer.member("sub", uri)
        writer.member("iat", Int64(issuedAt.timeIntervalSince1970.rounded(.down)))
        writer.member("exp", Int64(expiresAt.timeIntervalSince1970.rounded(.down)))
        if let lifetime { writer.member("ttl", lifetime) }
        writer.name("status_list")
        writer.beginObject()
        writer.member("bits", Int64(1))
        writer.member("lst", Base64URL.encode(packed))
        writer.endObject()
        writer.endObject()
        return try key.sign(payloadJSON: writer.octets, kind: .custom(Self.type))
    }

    private static func bits(in claims: JSONObject) throws(JWTError) -> [UInt8] {
        guard case .object(let list)? = claims["status_list"], try list.integer("bits") == 1,
            let text = try list.string("lst"), let packed = Base64URL.decode(text), let bits = inflate(packed)
        else {
            throw .claimInvalid(name: "status_list", expected: "a compressed list of one bit for each token")
        }
        return bits
    }

    private static func deflate(_ octets: [UInt8]) -> [UInt8]? {
        var size = compressBound(uLong(octets.count))
        var deflated = [UInt8](repeating: 0, count: Int(size))
        guard compress2(&deflated, &size, octets, uLong(octets.count), Z_BEST_COMPRESSION) == Z_OK else {
            return nil
        }
        return Array(deflated.prefix(Int(size)))
    }

    /// Room is made step by step: a small text may say that it is a very long list.
    private static func inflate(_ octets: [UInt8]) -> [UInt8]? {
        var room = 1 << 16
        while room <= largestCount / 8 {
            var size = uLong(room)
            var inflated = [UInt8](repeating: 0, count: room)
            switch uncompress(&inflated, &size, octets, uLong(octets.count)) {
            case Z_OK: return Array(inflated.prefix(Int(size)))
            case Z_BUF_ERROR: room *= 4
            default: return nil
            }
        }
        return nil
    }
}
