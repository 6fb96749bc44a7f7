// The data types of SSH (RFC 4251 §5), as far as keys use them.

/// Takes a key apart.
struct SSHReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ octets: some Collection<UInt8>) {
        rest = Array(octets)[...]
    }

    mutating func uint32() throws(JWTError) -> UInt32 {
        guard rest.count >= 4 else { throw Self.broken }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func string() throws(JWTError) -> [UInt8] {
        let count = try uint32()
        guard count <= rest.count else { throw Self.broken }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    mutating func text() throws(JWTError) -> String {
        String(decoding: try string(), as: UTF8.self)
    }

    /// A positive number in as few octets as it needs, without the sign.
    mutating func number() throws(JWTError) -> [UInt8] {
        let octets = try string()
        guard let first = octets.first, first < 0x80 else { throw Self.broken }
        guard first == 0 else { return octets }
        guard octets.count > 1, octets[1] >= 0x80 else { throw Self.broken }
        return Array(octets.dropFirst())
    }

    func expectEnd() throws(JWTError) {
        guard rest.isEmpty else { throw Self.broken }
    }

    static let broken = JWTError.keyInvalid(reason: "the OpenSSH key is broken or cut off")
}

/// Puts a key together.
struct SSHWriter {
    private(set) var octets: [UInt8] = []

    mutating func uint32(_ number: UInt32) {
        octets += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    mutating func string(_ string: some Collection<UInt8>) {
        uint32(UInt32(truncatingIfNeeded: string.count))
        octets += string
    }

    /// A positive number.
    mutating func number(_ number: [UInt8]) {
        let digits = number.drop { $0 == 0 }
        string((digits.first ?? 0) >= 0x80 ? [0] + digits : Array(digits))
    }

    mutating func raw(_ octets: some Collection<UInt8>) {
        self.octets += octets
    }
}
