/// Octets of several texts in a row, each behind its length, so that no two lists of texts are the same octets.
func framed(_ texts: String...) -> [UInt8] {
    texts.flatMap { text in
        let length = UInt64(text.utf8.count)
        return stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> UInt64($0)) }
            + Array(text.utf8)
    }
}
