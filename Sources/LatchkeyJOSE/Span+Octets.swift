extension Span<UInt8> {
    /// Whether both hold the same octets, looked at eight at a time.
    ///
    /// Not for secrets: it stops at the first difference.
    func hasSameOctets(as other: Span<UInt8>) -> Bool {
        count == other.count && starts(with: other)
    }

    /// Whether the octets begin with those of `prefix`.
    func starts(with prefix: Span<UInt8>) -> Bool {
        guard count >= prefix.count else { return false }
        var position = 0
        while position + 8 <= prefix.count {
            let expected = prefix.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self) == expected else {
                return false
            }
            position += 8
        }
        while position < prefix.count {
            guard self[position] == prefix[position] else { return false }
            position += 1
        }
        return true
    }
}
