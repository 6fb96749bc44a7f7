import LatchkeySQL

/// A statement and what is bound to it.
struct Statement {
    let sql: String
    let values: [SQLValue]

    init(_ sql: String, _ values: SQLValue...) {
        self.init(sql, values)
    }

    init(_ sql: String, _ values: [SQLValue]) {
        self.sql = sql
        self.values = values
    }
}

/// The values of a statement as libpq wants them: one block of octets, a place in it for each.
struct BoundValues {
    /// What each pointer leads to: NULL, or a place and a length in the block.
    private enum Place {
        case null
        case octets(offset: Int, count: Int)
    }

    private var octets: [UInt8] = []
    private var places: [Place] = []

    init(_ values: [SQLValue]) {
        places.reserveCapacity(values.count)
        for value in values {
            let offset = octets.count
            places.append(
                value.write(to: &octets) ? .octets(offset: offset, count: octets.count - offset) : .null
            )
        }
        // A block without octets has no address, and no address means NULL.
        octets.append(0)
    }

    /// Calls `body` with the number of values, their addresses, their lengths, and that each is binary.
    func withPointers<Result>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        octets.withUnsafeBytes { block in
            let start = block.assumingMemoryBound(to: CChar.self).baseAddress
            let pointers = places.map { place -> UnsafePointer<CChar>? in
                guard case .octets(let offset, _) = place else { return nil }
                return start.map { $0 + offset }
            }
            let lengths = places.map { place -> Int32 in
                guard case .octets(_, let count) = place else { return 0 }
                return Int32(clamping: count)
            }
            let formats = [Int32](repeating: 1, count: places.count)
            return body(Int32(clamping: places.count), pointers, lengths, formats)
        }
    }
}
