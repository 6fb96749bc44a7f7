package import LatchkeyTokens

/// The columns of the row that a back end is at, counted from 0.
///
/// A value of another shape than its column has, as well as NULL where a value is asked for, means that somebody has
/// changed the database or that it is damaged, and throws ``damage(in:)``.
package protocol SQLColumns {
    func isNull(_ column: Int32) -> Bool

    func integer(_ column: Int32) throws -> Int64

    func flag(_ column: Int32) throws -> Bool

    /// Text as it was bound, NUL characters included.
    func text(_ column: Int32) throws -> String

    func blob(_ column: Int32) throws -> [UInt8]

    func id(_ column: Int32) throws -> UUIDv7

    /// The octets of a column of identifiers, however many there are: for seals, which cover what is there.
    func idOctets(_ column: Int32) throws -> [UInt8]

    /// The error for a value that no version of this program writes.
    func damage(in column: Int32) -> any Error
}
