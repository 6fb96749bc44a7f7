#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A block of network addresses, for example `10.0.0.0/8`, `2001:db8::/32` or a single address (RFC 4632 §3.1).
///
/// An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is the same as the IPv4 address. Refuses anything that is not an
/// address in numbers with an optional prefix length.
public struct AddressBlock: Sendable, Equatable, CustomStringConvertible {
    /// The block as it was written.
    public let description: String
    private let octets: [UInt8]
    /// How many leading bits of ``octets`` count.
    private let bits: Int

    /// Reads a block.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, let octets = Self.octets(of: String(address)) else { return nil }
        let width = address.utf8.contains(UInt8(ascii: ":")) ? 128 : 32
        var length = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(parts[1]),
                given <= width
            else { return nil }
            length = given
        }
        description = text
        self.octets = octets
        bits = 128 - width + length
    }

    /// Whether an address, in numbers, lies in the block.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.octets(of: address) else { return false }
        let whole = bits / 8
        guard octets[..<whole].elementsEqual(other[..<whole]) else { return false }
        guard bits % 8 > 0 else { return true }
        let mask = UInt8.max << UInt8(8 - bits % 8)
        return octets[whole] & mask == other[whole] & mask
    }

    /// The 16 octets of an IPv6 address, or of an IPv4 address mapped into IPv6 (RFC 4291 §2.5.5.2).
    private static func octets(of text: String) -> [UInt8]? {
        var address = [UInt8](repeating: 0, count: 16)
        if address.withUnsafeMutableBytes({ inet_pton(AF_INET6, text, $0.baseAddress) }) == 1 {
            return address
        }
        guard address.withUnsafeMutableBytes({ inet_pton(AF_INET, text, $0.baseAddress) }) == 1 else {
            return nil
        }
        return [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + address[..<4]
    }
}
