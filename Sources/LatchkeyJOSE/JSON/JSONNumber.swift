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
        var position = start
        if position + 8 <= written.count {
            value = Int64(eightDigits(written, at: position))
            position += 8
        }
        while position < written.count {
            value = value &* 10 &+ Int64(written[position] &- UInt8(ascii: "0"))
            position += 1
        }
        return isNegative ? -value : value
    }

    /// The value of eight digits, the neighbours put together until one number is left.
    @inline(__always)
    private static func eightDigits(_ written: Span<UInt8>, at position: Int) -> UInt32 {
        let text = written.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
        let digits = text & 0x0f0f_0f0f_0f0f_0f0f
        let twos = (digits &* 10 &+ digits >> 8) & 0x00ff_00ff_00ff_00ff
        let fours = (twos &* 100 &+ twos >> 16) & 0x0000_ffff_0000_ffff
        return UInt32(truncatingIfNeeded: fours &* 10_000 &+ fours >> 32)
    }

    /// The nearest double; `nil` where that is infinite.
    static func double(_ written: Span<UInt8>) -> Double? {
        let text = written.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
