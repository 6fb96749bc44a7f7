/// The alphabet of base64url for sixteen characters at a time.
///
/// Masks are used as octets, and every operand is a vector: comparisons with a scalar and `replace(with:where:)` compile to
/// a loop over the lanes.
enum Base64URLVector {
    private typealias Vector = SIMD16<UInt8>

    /// Lanes are packed as if the first octet were the lowest; elsewhere all goes one character at a time.
    @inline(__always)
    static var isUsable: Bool {
        #if _endian(little)
        true
        #else
        false
        #endif
    }

    /// The sextets that characters stand for, and 0xff in the lanes of characters outside the alphabet.
    @inline(__always)
    static func sextets(_ characters: SIMD16<UInt8>) -> (sextets: SIMD16<UInt8>, foreign: SIMD16<UInt8>) {
        // What is to be added to a character; for none in the alphabet that is zero.
        let offset =
            (isWithin(characters, last: 90, count: 26) & all(191))
            | (isWithin(characters, last: 122, count: 26) & all(185))
            | (isWithin(characters, last: 57, count: 10) & all(4))
            | (octets(characters .== all(45)) & all(17)) | (octets(characters .== all(95)) & all(224))
        return (characters &+ offset, octets(offset .== all(0)))
    }

    /// The characters of sextets, each of which must be below 64.
    @inline(__always)
    static func characters(_ sextets: SIMD16<UInt8>) -> SIMD16<UInt8> {
        // Upper case starts at 65; each class after it is offset from the one before.
        let signed = unsafeBitCast(sextets, to: SIMD16<Int8>.self)
        let lower = octets(signed .> SIMD16<Int8>(repeating: 25)) & all(6)
        let digit = octets(signed .> SIMD16<Int8>(repeating: 51)) & all(75)
        let hyphen = octets(sextets .== all(62)) & all(13)
        let underscore = octets(sextets .== all(63)) & all(36)
        return sextets &+ all(65) &+ lower &- digit &- hyphen &+ underscore
    }

    /// 0xff in the lanes of the `count` characters that end with `last`.
    ///
    /// They are moved to the top of the signed range, where one comparison tells them from all others.
    @inline(__always)
    private static func isWithin(_ characters: SIMD16<UInt8>, last: UInt8, count: Int8) -> SIMD16<UInt8> {
        let moved = unsafeBitCast(characters &+ all(127 - last), to: SIMD16<Int8>.self)
        return octets(moved .> SIMD16<Int8>(repeating: 127 - count))
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

// MARK: - Packing

extension Base64URLVector {
    /// Twice the 48 bits of eight sextets, the first of them highest.
    @inline(__always)
    static func bits(_ sextets: SIMD16<UInt8>) -> SIMD2<UInt64> {
        let pairs = unsafeBitCast(sextets, to: SIMD8<UInt16>.self)
        let twelves = ((pairs &<< all16(6)) & all16(0x0fc0)) | (pairs &>> all16(8))
        let quads = unsafeBitCast(twelves, to: SIMD4<UInt32>.self)
        let twentyFours = ((quads &<< all32(12)) & all32(0x00ff_f000)) | (quads &>> all32(16))
        let octets = unsafeBitCast(twentyFours, to: SIMD2<UInt64>.self)
        return ((octets &<< all64(24)) & all64(0xffff_ff00_0000)) | (octets &>> all64(32))
    }

    /// The sixteen sextets of twice 48 bits.
    @inline(__always)
    static func sextets(ofBits bits: SIMD2<UInt64>) -> SIMD16<UInt8> {
        let halves = (bits &>> all64(24)) | ((bits &<< all64(32)) & all64(0x00ff_ffff_0000_0000))
        let twentyFours = unsafeBitCast(halves, to: SIMD4<UInt32>.self)
        let quarters = (twentyFours &>> all32(12)) | ((twentyFours &<< all32(16)) & all32(0x0fff_0000))
        let twelves = unsafeBitCast(quarters, to: SIMD8<UInt16>.self)
        let sextets = (twelves &>> all16(6)) | ((twelves &<< all16(8)) & all16(0x3f00))
        return unsafeBitCast(sextets, to: SIMD16<UInt8>.self)
    }

    @inline(__always)
    private static func all16(_ value: UInt16) -> SIMD8<UInt16> { SIMD8(repeating: value) }

    @inline(__always)
    private static func all32(_ value: UInt32) -> SIMD4<UInt32> { SIMD4(repeating: value) }

    @inline(__always)
    private static func all64(_ value: UInt64) -> SIMD2<UInt64> { SIMD2(repeating: value) }
}
