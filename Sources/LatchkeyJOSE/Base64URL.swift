/// Base64url without padding, as JOSE uses it, encoded and strictly decoded (RFC 7515 §2, RFC 4648 §5).
///
/// Decoding refuses padding, line breaks, any character outside `A–Z a–z 0–9 - _`, a length of 1 modulo 4,
/// and a last character whose unused bits are not zero: every sequence of octets has exactly one text.
///
/// ```swift
/// let text = Base64URL.encode([0x14, 0xfb])       // "FPs"
/// let octets = Base64URL.decode("FPs")            // [0x14, 0xfb]
/// ```
public enum Base64URL {
    /// The base64url text of the octets, without padding.
    public static func encode(_ octets: some Sequence<UInt8>) -> String {
        let octets = Array(octets)
        return String(unsafeUninitializedCapacity: encodedCount(octets.count)) { buffer in
            encode(octets.span, into: buffer)
        }
    }

    /// The octets of a base64url text, or `nil` where the text is not the canonical encoding of any octets.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8))
    }

    /// The octets of a base64url text given as ASCII, or `nil` where it is not a canonical encoding.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        decode(text.span)
    }
}

// MARK: - Encoding

extension Base64URL {
    static func encodedCount(_ octetCount: Int) -> Int {
        (octetCount * 4 + 2) / 3
    }

    /// Writes the text of `octets` to the start of `output` and returns how many characters that took.
    @discardableResult
    static func encode(_ octets: Span<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        precondition(output.count >= encodedCount(octets.count), "the output is too small")
        let target = UnsafeMutableRawBufferPointer(output)
        var source = 0
        var position = 0
        // Twelve octets become sixteen characters at a time; sixteen are loaded, so that four must follow.
        while source + 16 <= octets.count {
            let first =
                octets.bytes.unsafeLoadUnaligned(fromByteOffset: source, as: UInt64.self).bigEndian >> 16
            let second =
                octets.bytes.unsafeLoadUnaligned(fromByteOffset: source + 6, as: UInt64.self).bigEndian >> 16
            let sextets = SIMD2(spread(first).bigEndian, spread(second).bigEndian)
            let characters = Base64URLVector.characters(unsafeBitCast(sextets, to: SIMD16<UInt8>.self))
            target.storeBytes(of: characters, toByteOffset: position, as: SIMD16<UInt8>.self)
            source += 12
            position += 16
        }
        return encodeTail(octets, from: source, into: output, at: position)
    }

    private static func encodeTail(
        _ octets: Span<UInt8>,
        from start: Int,
        into output: UnsafeMutableBufferPointer<UInt8>,
        at offset: Int
    ) -> Int {
        var position = offset
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for source in start..<octets.count {
            bits = bits << 8 | UInt32(octets[source])
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                output[position] = character(of: UInt8(truncatingIfNeeded: bits >> bitCount) & 0x3f)
                position += 1
            }
        }
        if bitCount > 0 {
            output[position] = character(of: UInt8(truncatingIfNeeded: bits << (6 - bitCount)) & 0x3f)
            position += 1
        }
        return position
    }

    /// The 48 low bits of `bits` as eight sextets, the first of them highest.
    @inline(__always)
    private static func spread(_ bits: UInt64) -> UInt64 {
        var spread = (bits & 0xff_ffff) | (bits & 0xffff_ff00_0000) << 8
        spread = (spread & 0x0000_0fff_0000_0fff) | (spread & 0x00ff_f000_00ff_f000) << 4
        return (spread & 0x003f_003f_003f_003f) | (spread & 0x0fc0_0fc0_0fc0_0fc0) << 2
    }

    private static func character(of sextet: UInt8) -> UInt8 {
        switch sextet {
        case ..<26: sextet + 65
        case ..<52: sextet + 71
        case ..<62: sextet - 4
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }
}

// MARK: - Decoding

extension Base64URL {
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard let count = decodedCount(text.count) else { return nil }
        var isCanonical = true
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            isCanonical = decode(text, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            // Of a refused text not every octet was written: none may be looked at.
            initializedCount = isCanonical ? count : 0
        }
        return isCanonical ? octets : nil
    }

    /// How many octets a text of this length stands for; `nil` for a length no encoding has.
    static func decodedCount(_ characterCount: Int) -> Int? {
        characterCount % 4 == 1 ? nil : characterCount / 4 * 3 + max(0, characterCount % 4 - 1)
    }

    /// Fills `output`, which must be exactly as long as the text decodes to, and says whether the text was canonical.
    static func decode(_ text: Span<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard let count = decodedCount(text.count), output.count == count else { return false }
        let target = UnsafeMutableRawBufferPointer(output)
        var source = 0
        var position = 0
        var seen = SIMD16<UInt8>(repeating: 0)
        // Sixteen characters become twelve octets at a time; fourteen are stored, so that two must follow.
        while source + 16 <= text.count, position + 14 <= count {
            let characters = text.bytes.unsafeLoadUnaligned(fromByteOffset: source, as: SIMD16<UInt8>.self)
            let sextets = Base64URLVector.sextets(characters)
            seen |= sextets
            let halves = unsafeBitCast(sextets, to: SIMD2<UInt64>.self)
            let first = packed(halves[0].bigEndian) << 16
            let second = packed(halves[1].bigEndian) << 16
            target.storeBytes(of: first.bigEndian, toByteOffset: position, as: UInt64.self)
            target.storeBytes(of: second.bigEndian, toByteOffset: position + 6, as: UInt64.self)
            source += 16
            position += 12
        }
        // A character outside the alphabet became 0xff: one check after the loop finds it.
        let halves = unsafeBitCast(seen, to: SIMD2<UInt64>.self)
        guard (halves[0] | halves[1]) & 0x8080_8080_8080_8080 == 0 else { return false }
        return decodeTail(text, from: source, into: output, at: position)
    }

    private static func decodeTail(
        _ text: Span<UInt8>,
        from start: Int,
        into output: UnsafeMutableBufferPointer<UInt8>,
        at offset: Int
    ) -> Bool {
        var position = offset
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for source in start..<text.count {
            let sextet = sextet(of: text[source])
            guard sextet < 64 else { return false }
            bits = bits << 6 | UInt32(sextet)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                output[position] = UInt8(truncatingIfNeeded: bits >> bitCount)
                position += 1
            }
        }
        // RFC 4648 §3.5: else one signature would have up to sixteen texts, each slipping past a denylist of texts.
        return bits & (1 << bitCount - 1) == 0
    }

    /// The 48 bits of eight sextets, the first of them highest.
    @inline(__always)
    private static func packed(_ sextets: UInt64) -> UInt64 {
        var bits = (sextets & 0x003f_003f_003f_003f) | (sextets & 0x3f00_3f00_3f00_3f00) >> 2
        bits = (bits & 0x0000_0fff_0000_0fff) | (bits & 0x0fff_0000_0fff_0000) >> 4
        return (bits & 0xff_ffff) | (bits & 0x00ff_ffff_0000_0000) >> 8
    }

    private static func sextet(of character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character + 4
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: 0xff
        }
    }
}
