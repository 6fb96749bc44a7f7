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

    /// Whether a claim of this registered name was found; `nil` for another name.
    func has(_ name: String) -> Bool? {
        switch name {
        case "iss": issuer != nil
        case "sub": subject != nil
        case "aud": audience != nil
        case "exp": expiresAt != nil
        case "nbf": notBefore != nil
        case "iat": issuedAt != nil
        case "jti": tokenID != nil
        default: nil
        }
    }

    static let names: [String] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]

    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where a claim has the wrong type or is out of range.
    init(_ payload: JSONObject) throws(JWTError) {
        let members = payload.index.span
        for index in members.indices where members[index].nameLength == 3 {
            let member = members[index]
            let place = Place(truncatingIfNeeded: index)
            switch member.nameKey {
            case Self.key("iss"): issuer = try Self.string(member, "iss", place)
            case Self.key("sub"): subject = try Self.string(member, "sub", place)
            case Self.key("jti"): tokenID = try Self.string(member, "jti", place)
            case Self.key("aud"): audience = try Self.audience(member, payload, place)
            case Self.key("exp"): expiresAt = try Self.date(member, "exp", payload)
            case Self.key("nbf"): notBefore = try Self.date(member, "nbf", payload)
            case Self.key("iat"): issuedAt = try Self.date(member, "iat", payload)
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
