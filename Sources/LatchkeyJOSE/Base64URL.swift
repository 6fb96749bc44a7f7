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
        // Six octets become eight characters at a time; eight are loaded, so that two must follow.
        while source + 8 <= octets.count {
            let word = octets.bytes.unsafeLoadUnaligned(fromByteOffset: source, as: UInt64.self)
            target.storeBytes(
                of: characters(of: word.bigEndian >> 16),
                toByteOffset: position,
                as: UInt64.self
            )
            source += 6
            position += 8
        }
        while source < octets.count {
            let taken = min(3, octets.count - source)
            var group = UInt32(octets[source]) << 16
            if taken > 1 { group |= UInt32(octets[source + 1]) << 8 }
            if taken > 2 { group |= UInt32(octets[source + 2]) }
            for index in 0...taken {
                output[position + index] = character(
                    of: UInt8(truncatingIfNeeded: group >> (18 - 6 * UInt32(index)))
                )
            }
            source += taken
            position += taken + 1
        }
        return position
    }

    /// The eight characters, first in the lowest byte, of the 48 low bits of `bits`.
    private static func characters(of bits: UInt64) -> UInt64 {
        var spread = (bits & 0xff_ffff) | (bits & 0xffff_ff00_0000) << 8
        spread = (spread & 0x0000_0fff_0000_0fff) | (spread & 0x00ff_f000_00ff_f000) << 4
        spread = (spread & 0x003f_003f_003f_003f) | (spread & 0x0fc0_0fc0_0fc0_0fc0) << 2
        let sextets = unsafeBitCast(spread.byteSwapped, to: SIMD8<UInt8>.self)
        var characters = sextets &+ 65
        characters.replace(with: sextets &+ 71, where: sextets .>= 26)
        characters.replace(with: sextets &- 4, where: sextets .>= 52)
        characters.replace(with: 45, where: sextets .== 62)
        characters.replace(with: 95, where: sextets .== 63)
        return unsafeBitCast(characters, to: UInt64.self)
    }

    private static func character(of bits: UInt8) -> UInt8 {
        let sextet = bits & 0x3f
        return switch sextet {
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
            isCanonical = decode(text, into: buffer)
            // Whatever was not written must still be initialised before anybody may look at it.
            if !isCanonical { buffer.initialize(repeating: 0) }
            initializedCount = count
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
        var seen = SIMD8<UInt8>(repeating: 0)
        // Eight characters become six octets at a time; eight are stored, so that two must follow.
        while source + 8 <= text.count, position + 8 <= count {
            let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: source, as: UInt64.self)
            let sextets = sextets(of: unsafeBitCast(word, to: SIMD8<UInt8>.self))
            seen |= sextets
            target.storeBytes(of: (packed(sextets) << 16).bigEndian, toByteOffset: position, as: UInt64.self)
            source += 8
            position += 6
        }
        // A character outside the alphabet became 0xff: one check after the loop finds it.
        guard unsafeBitCast(seen, to: UInt64.self) & 0x8080_8080_8080_8080 == 0 else { return false }
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
        var bitCount = 0
        for source in start..<text.count {
            let sextet = sextet(of: text[source])
            guard sextet < 64 else { return false }
            bits = bits << 6 | UInt32(sextet)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                output[position] = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
                position += 1
            }
        }
        // RFC 4648 §3.5: else one signature would have up to sixteen texts, each slipping past a denylist of texts.
        return bits & (1 << UInt32(bitCount) - 1) == 0
    }

    @inline(__always)
    private static func sextets(of characters: SIMD8<UInt8>) -> SIMD8<UInt8> {
        var sextets = SIMD8<UInt8>(repeating: 0xff)
        sextets.replace(with: characters &- 65, where: characters &- 65 .< 26)
        sextets.replace(with: characters &- 71, where: characters &- 97 .< 26)
        sextets.replace(with: characters &+ 4, where: characters &- 48 .< 10)
        sextets.replace(with: 62, where: characters .== 45)
        sextets.replace(with: 63, where: characters .== 95)
        return sextets
    }

    /// The 48 bits of eight sextets, the first of them highest.
    @inline(__always)
    private static func packed(_ sextets: SIMD8<UInt8>) -> UInt64 {
        var bits = unsafeBitCast(sextets, to: UInt64.self).byteSwapped
        bits = (bits & 0x003f_003f_003f_003f) | (bits & 0x3f00_3f00_3f00_3f00) >> 2
        bits = (bits & 0x0000_0fff_0000_0fff) | (bits & 0x0fff_0000_0fff_0000) >> 4
        bits = (bits & 0xff_ffff) | (bits & 0x00ff_ffff_0000_0000) >> 8
        return bits
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
