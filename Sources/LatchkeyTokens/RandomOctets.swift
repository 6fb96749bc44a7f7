/// Octets from the system's cryptographic random source.
package enum RandomOctets {
    /// So many octets, eight at a time: each number is a call of the system.
    package static func make(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        var octets: [UInt8] = []
        octets.reserveCapacity(count)
        while octets.count < count {
            withUnsafeBytes(of: random.next() as UInt64) { octets += $0.prefix(count - octets.count) }
        }
        return octets
    }
}
