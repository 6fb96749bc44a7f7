/// How far the import of one file has come.
public struct ImportProgress: Sendable, Equatable {
    /// What the file is known by: 32 octets of a digest over its content and how it is read.
    public let key: [UInt8]
    /// Rows that are done with, from the beginning of the file.
    public var rows = 0
    /// Those of them that became accounts.
    public var imported = 0
    /// Those that were refused.
    public var refused = 0
    /// Whether the end of the file was reached.
    public var isFinished = false

    /// Begins an import.
    public init(key: [UInt8]) { self.key = key }
}

/// Imports of accounts: how far each has come, and what it refused.
public protocol ImportStore {
    /// The progress of an import; `nil` for one that has not begun.
    func progress(of key: [UInt8]) throws -> ImportProgress?
    /// Sets or replaces the progress of an import.
    func save(_ progress: ImportProgress) throws
    /// Notes a refused row.
    func append(_ refusal: ImportRefusal, to key: [UInt8]) throws
    /// Refused rows below `line`, in the order of the file.
    func refusals(of key: [UInt8], after line: Int, limit: Int) throws -> [ImportRefusal]
}
