extension String {
    /// Whether both are the same octets in UTF-8, where `==` would merge text that is canonically equivalent.
    func hasSameOctets(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }

    /// Reads the octets in UTF-8, where they stand if they stand in one piece.
    @inlinable
    package func withOctets<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var result: Swift.Result<Result, Failure>?
        _ = utf8.withContiguousStorageIfAvailable { octets in
            do throws(Failure) {
                result = .success(try body(octets.span))
            } catch {
                result = .failure(error)
            }
        }
        // A string that came from elsewhere may be in several pieces, or in UTF-16.
        guard let result else { return try body(Array(utf8).span) }
        return try result.get()
    }
}
