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
        let groups = octets.count / 3
        guard groups >= 4, Base64URLVector.isUsable else {
            return encodeTail(octets, from: 0, into: output, at: 0)
        }
        var group = 0
        while group + 4 <= groups {
            encodeBlock(octets, group, into: output)
            group += 4
        }
        // The last block overlaps the one before, so that no more than two octets are left.
        if group < groups { encodeBlock(octets, groups - 4, into: output) }
        return encodeTail(octets, from: groups * 3, into: output, at: groups * 4)
    }

    /// Makes twelve octets, the four groups from `group` on, sixteen characters.
    @inline(__always)
    private static func encodeBlock(
        _ octets: Span<UInt8>,
        _ group: Int,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) {
        let first = octets.bytes.unsafeLoadUnaligned(fromByteOffset: group * 3, as: UInt64.self)
        let second = octets.bytes.unsafeLoadUnaligned(fromByteOffset: group * 3 + 4, as: UInt64.self)
        let bits = SIMD2(first.bigEndian >> 16, second.bigEndian & 0xffff_ffff_ffff)
        let characters = Base64URLVector.characters(Base64URLVector.sextets(ofBits: bits))
        // In bounds: the loads above have trapped unless there are these four groups, and `output` has room for the
        // characters of all.
        UnsafeMutableRawBufferPointer(output)
            .storeBytes(of: characters, toByteOffset: group * 4, as: SIMD16<UInt8>.self)
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
        // Appended rather than made in place: an array with a given count has its type looked up each time.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
            guard decode(text, into: buffer) else { return nil }
            var octets: [UInt8] = []
            octets.reserveCapacity(count)
            octets.append(contentsOf: UnsafeBufferPointer(buffer))
            return octets
        }
    }

    /// How many octets a text of this length stands for; `nil` for a length no encoding has.
    static func decodedCount(_ characterCount: Int) -> Int? {
        characterCount % 4 == 1 ? nil : characterCount / 4 * 3 + max(0, characterCount % 4 - 1)
    }

    /// Fills `output`, which must be exactly as long as the text decodes to, and says whether the text was canonical.
    static func decode(_ text: Span<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard let count = decodedCount(text.count), output.count == count else { return false }
        let groups = text.count / 4
        guard groups >= 4, Base64URLVector.isUsable else {
            return decodeTail(text, from: 0, into: output, at: 0)
        }
        var foreign = SIMD16<UInt8>(repeating: 0)
        var group = 0
        while group + 4 <= groups {
            foreign |= decodeBlock(text, group, into: output)
            group += 4
        }
        // The last block overlaps the one before, so that no more than half a group is left.
        if group < groups { foreign |= decodeBlock(text, groups - 4, into: output) }
        let halves = unsafeBitCast(foreign, to: SIMD2<UInt64>.self)
        guard halves[0] | halves[1] == 0 else { return false }
        return decodeTail(text, from: groups * 4, into: output, at: groups * 3)
    }

    /// Makes sixteen characters, the four groups from `group` on, twelve octets; what is not zero in the result tells of
    /// characters outside the alphabet.
    @inline(__always)
    private static func decodeBlock(
        _ text: Span<UInt8>,
        _ group: Int,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> SIMD16<UInt8> {
        let characters = text.bytes.unsafeLoadUnaligned(fromByteOffset: group * 4, as: SIMD16<UInt8>.self)
        let (sextets, foreign) = Base64URLVector.sextets(characters)
        let bits = Base64URLVector.bits(sextets)
        let target = UnsafeMutableRawBufferPointer(output)
        let first = bits[0] << 16 | bits[1] >> 32
        let second = UInt32(truncatingIfNeeded: bits[1])
        // In bounds: the load above has trapped unless the text has these four groups, and `output` is as long as it needs.
        target.storeBytes(of: first.bigEndian, toByteOffset: group * 3, as: UInt64.self)
        target.storeBytes(of: second.bigEndian, toByteOffset: group * 3 + 8, as: UInt32.self)
        return foreign
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
