public import FoundationEssentials

/// A 128-bit identifier whose first 48 bits are its time of birth (RFC 9562 §5.7).
///
/// Accounts, sessions and access tokens are named by it. Two machine words, so that a revocation lookup
/// hashes no text. Reading accepts the canonical lower-case form only, so one identifier has one spelling.
///
/// ```swift
/// let id = UUIDv7(at: .now)
/// UUIDv7("0199a1b2-…") == id
/// ```
public struct UUIDv7: Hashable, Sendable {
    /// The first eight octets, most significant first.
    public let high: UInt64
    /// The last eight octets, most significant first.
    public let low: UInt64

    /// Makes an identifier from its two halves as stored.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes a new identifier with 74 random bits.
    ///
    /// - Parameter now: the time of birth; times outside 1970…10889 are clamped.
    public init(at now: Date) {
        var random = SystemRandomNumberGenerator()
        let milliseconds = UInt64(min(max(now.timeIntervalSince1970 * 1000, 0), 281_474_976_710_655))
        let randomA = UInt64.random(in: 0...0xFFF, using: &random)
        high = milliseconds << 16 | 0x7000 | randomA
        low = UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF, using: &random) | 0x8000_0000_0000_0000
    }

    /// Reads the sixteen octets that ``bytes`` gives; `nil` for any other count.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        let (high, low) = bytes.reduce(into: (UInt64(0), UInt64(0))) { words, octet in
            words = (words.0 << 8 | words.1 >> 56, words.1 << 8 | UInt64(octet))
        }
        self.init(high: high, low: low)
    }

    /// Reads the canonical lower-case text `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var words: (UInt64, UInt64) = (0, 0)
        var position = 0
        for byte in text.utf8 {
            defer { position += 1 }
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard position < 36, let digit = Self.hexDigit(byte) else { return nil }
            if position < 18 { words.0 = words.0 << 4 | digit } else { words.1 = words.1 << 4 | digit }
        }
        guard position == 36 else { return nil }
        (high, low) = words
    }

    /// The sixteen octets, most significant first.
    public var bytes: [UInt8] {
        [high, low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}

extension UUIDv7: CustomStringConvertible {
    /// The canonical lower-case text.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = nibble < 16 ? high : low
                buffer[position] = digits[Int(word >> UInt64(60 - 4 * (nibble % 16)) & 0xF)]
                position += 1
            }
            return 36
        }
    }
}

extension UUIDv7: Comparable {
    /// Orders by time of birth, then by the random bits.
    public static func < (left: UUIDv7, right: UUIDv7) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension UUIDv7: Codable {
    /// Reads the canonical text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = UUIDv7(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a canonical UUID")
        }
        self = id
    }

    /// Writes the canonical text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
