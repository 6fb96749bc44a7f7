/// The alphabet of base64url for sixteen characters at a time.
///
/// Masks are used as octets, and every operand is a vector: comparisons with a scalar and `replace(with:where:)` compile to
/// a loop over the lanes.
enum Base64URLVector {
    private typealias Vector = SIMD16<UInt8>

    /// The sextets that characters stand for; 0xff for one outside the alphabet.
    @inline(__always)
    static func sextets(_ characters: SIMD16<UInt8>) -> SIMD16<UInt8> {
        let upper = characters &- all(65)
        let lower = characters &- all(97)
        let isUpper = octets(upper .< all(26))
        let isLower = octets(lower .< all(26))
        let isDigit = octets(characters &- all(48) .< all(10))
        let isHyphen = octets(characters .== all(45))
        let isUnderscore = octets(characters .== all(95))
        let letters = (upper & isUpper) | ((lower &+ all(26)) & isLower)
        let others = ((characters &+ all(4)) & isDigit) | (all(62) & isHyphen) | (all(63) & isUnderscore)
        return letters | others | ~(isUpper | isLower | isDigit | isHyphen | isUnderscore)
    }

    /// The characters of sextets, each of which must be below 64.
    @inline(__always)
    static func characters(_ sextets: SIMD16<UInt8>) -> SIMD16<UInt8> {
        // Upper case starts at 65; each class after it is offset from the one before.
        let lower = octets(sextets .>= all(26)) & all(6)
        let digit = octets(sextets .>= all(52)) & all(75)
        let hyphen = octets(sextets .== all(62)) & all(13)
        let underscore = octets(sextets .== all(63)) & all(36)
        return sextets &+ all(65) &+ lower &- digit &- hyphen &+ underscore
    }

    @inline(__always)
    private static func all(_ octet: UInt8) -> Vector {
        Vector(repeating: octet)
    }

    @inline(__always)
    private static func octets(_ mask: SIMDMask<SIMD16<Int8>>) -> Vector {
        unsafeBitCast(mask, to: Vector.self)
    }
}
