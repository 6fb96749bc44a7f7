/// The values of numbers that the scanner has passed.
enum JSONNumber {
    /// The value of an integer written without fraction and exponent; `nil` where 64 bits do not hold it.
    static func integer(_ written: Span<UInt8>) -> Int64? {
        var position = 0
        let isNegative = !written.isEmpty && written[0] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        // Eighteen digits always fit.
        if written.count - position <= 18 { return shortInteger(written, from: position, isNegative) }
        var value: Int64 = 0
        while position < written.count {
            let digit = Int64(written[position] &- UInt8(ascii: "0"))
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
            guard !overflow, !carry else { return nil }
            value = sum
            position += 1
        }
        return value
    }

    private static func shortInteger(_ written: Span<UInt8>, from start: Int, _ isNegative: Bool) -> Int64 {
        var value: Int64 = 0
        for position in start..<written.count {
            value = value &* 10 &+ Int64(written[position] &- UInt8(ascii: "0"))
        }
        return isNegative ? -value : value
    }

    /// The nearest double; `nil` where that is infinite.
    static func double(_ written: Span<UInt8>) -> Double? {
        let text = written.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
