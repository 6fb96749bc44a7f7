import LatchkeyRedis

/// Replies of Redis: read alike in whatever portions they come, and what was read survives its way out and in again.
enum RESPTarget {
    private struct Reading: Equatable {
        var values: [RESPValue] = []
        var fault: RESPError?
    }

    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        var limits = RESPLimits()
        (limits.lineLength, limits.bulkLength, limits.length) = (64, 1024, 4096)
        (limits.elements, limits.depth) = (64, 3)
        let whole = read([input[...]], limits)
        try FuzzFinding.expect(
            read(input.indices.map { input[$0...$0] }, limits) == whole,
            "octet by octet it is another"
        )
        let middle = input.count / 2
        try FuzzFinding.expect(
            read([input[..<middle], input[middle...]], limits) == whole,
            "in two portions it is another"
        )
        let written = whole.values.flatMap(\.encoded)
        try FuzzFinding.expect(
            read([written[...]], limits).values == whole.values,
            "what was read cannot be read again"
        )
        for value in whole.values {
            try FuzzFinding.expect(
                depth(of: value) <= limits.depth,
                "arrays are nested deeper than they may be"
            )
        }
    }

    private static func read(_ portions: [ArraySlice<UInt8>], _ limits: RESPLimits) -> Reading {
        var decoder = RESPDecoder(limits: limits)
        var reading = Reading()
        for portion in portions {
            decoder.append(portion)
            do throws(RESPError) {
                while let value = try decoder.next() { reading.values.append(value) }
            } catch {
                reading.fault = error
            }
        }
        return reading
    }

    private static func depth(of value: RESPValue) -> Int {
        guard case .array(let values) = value else { return 0 }
        // An array of nothing opens none.
        return values.isEmpty ? 0 : 1 + (values.map { depth(of: $0) }.max() ?? 0)
    }
}
