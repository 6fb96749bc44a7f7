import Crypto

/// What a table holds, in short: the same for two tables only if every value of every row is.
public struct TableDigest: Sendable, Equatable {
    /// How many rows it has.
    public let rows: Int
    /// SHA-256 over the values of all rows, in the order of the key.
    public let octets: [UInt8]
}

/// Makes a ``TableDigest``, page by page.
struct TableDigestBuilder {
    private var hash = SHA256()
    private var rows = 0

    mutating func add(_ page: [[StoredValue]]) {
        var octets: [UInt8] = []
        for row in page {
            for value in row { value.write(to: &octets) }
        }
        hash.update(data: octets)
        rows += page.count
    }

    func finish() -> TableDigest {
        TableDigest(rows: rows, octets: Array(hash.finalize()))
    }
}
