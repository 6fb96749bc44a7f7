/// The registered claims of RFC 7519 §4.1 found in one pass over a payload, their types checked.
///
/// All seven names have three octets, so that the key of a member tells them apart without a look at the text.
struct RegisteredClaims: Sendable {
    /// Where a member stands in the payload's index.
    typealias Place = Int32

    private(set) var issuer: Place?
    private(set) var subject: Place?
    private(set) var audience: Place?
    private(set) var tokenID: Place?
    private(set) var expiresAt: Double?
    private(set) var notBefore: Double?
    private(set) var issuedAt: Double?

    /// The claims that were found; one that is `null` has been refused.
    private(set) var found: Names = []

    static let names: [String] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]

    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where a claim has the wrong type or is out of range.
    init(_ payload: JSONObject) throws(JWTError) {
        let members = payload.index.span
        for index in members.indices where members[index].nameLength == 3 {
            let member = members[index]
            let place = Place(truncatingIfNeeded: index)
            switch member.nameKey {
            case Self.key("iss"):
                issuer = try Self.string(member, "iss", place)
                found.insert(.issuer)
            case Self.key("sub"):
                subject = try Self.string(member, "sub", place)
                found.insert(.subject)
            case Self.key("jti"):
                tokenID = try Self.string(member, "jti", place)
                found.insert(.tokenID)
            case Self.key("aud"):
                audience = try Self.audience(member, payload, place)
                found.insert(.audience)
            case Self.key("exp"):
                expiresAt = try Self.date(member, "exp", payload)
                found.insert(.expiresAt)
            case Self.key("nbf"):
                notBefore = try Self.date(member, "nbf", payload)
                found.insert(.notBefore)
            case Self.key("iat"):
                issuedAt = try Self.date(member, "iat", payload)
                found.insert(.issuedAt)
            default: break
            }
        }
    }

    @inline(__always)
    private static func key(_ name: StaticString) -> UInt32 {
        UInt32(name.utf8Start[0]) | UInt32(name.utf8Start[1]) << 8 | UInt32(name.utf8Start[2]) << 16
    }

    private static func string(
        _ member: JSONMember,
        _ name: StaticString,
        _ place: Place
    ) throws(JWTError) -> Place {
        guard member.isString else { throw .claimInvalid(name: name.description, expected: "a string") }
        return place
    }

    /// RFC 7519 §4.1.3: a string, or an array of strings.
    private static func audience(
        _ member: JSONMember,
        _ payload: JSONObject,
        _ place: Place
    ) throws(JWTError) -> Place {
        guard member.isString || payload.isArrayOfStrings(member) else {
            throw .claimInvalid(name: "aud", expected: "a string or an array of strings")
        }
        return place
    }

    private static func date(
        _ member: JSONMember,
        _ name: StaticString,
        _ payload: JSONObject
    ) throws(JWTError) -> Double {
        guard let seconds = payload.number(member), NumericDate.range.contains(seconds) else {
            throw .claimInvalid(name: name.description, expected: NumericDate.expectation)
        }
        return seconds
    }
}

extension RegisteredClaims {
    /// Some of the registered claims.
    struct Names: OptionSet, Sendable {
        let rawValue: UInt8

        static let issuer = Names(rawValue: 1)
        static let subject = Names(rawValue: 1 << 1)
        static let audience = Names(rawValue: 1 << 2)
        static let expiresAt = Names(rawValue: 1 << 3)
        static let notBefore = Names(rawValue: 1 << 4)
        static let issuedAt = Names(rawValue: 1 << 5)
        static let tokenID = Names(rawValue: 1 << 6)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The one with this name; `nil` for a claim that is not registered.
        init?(name: String) {
            switch name {
            case "iss": self = .issuer
            case "sub": self = .subject
            case "aud": self = .audience
            case "exp": self = .expiresAt
            case "nbf": self = .notBefore
            case "iat": self = .issuedAt
            case "jti": self = .tokenID
            default: return nil
            }
        }
    }
}
