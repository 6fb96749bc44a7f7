/// Why a database cannot do at the moment what it is asked, in the same words whatever the back end.
public enum StorageFault: String, Sendable, CaseIterable {
    /// There is no room left.
    case full
    /// It can be read, and not be written.
    case notWritable = "not_writable"
    /// Somebody else kept it locked for too long.
    case locked
    /// Its disk reports errors, or it cannot be reached.
    case failing

    /// One sentence for whoever runs the server; it names nothing that a stranger must not know.
    public var sentence: String {
        switch self {
        case .full: "The database cannot be written: its disk is full."
        case .notWritable: "The database cannot be written: it is read-only here."
        case .locked: "The database cannot be written: another process keeps it locked."
        case .failing: "The database does not answer as it should."
        }
    }

    /// Seconds after which it is worth trying again.
    public var retryAfter: Int {
        switch self {
        case .locked: 1
        case .full, .notWritable, .failing: 10
        }
    }
}

/// An error of a back end that may say that the database, and not the request, is at fault.
///
/// Whoever asked gets 503 with `Retry-After` instead of 500: nothing was changed, and the same request is good again
/// once the cause has gone.
public protocol StorageFaultError: Error {
    /// What is wrong with the database; `nil` when the error is of another kind.
    var storageFault: StorageFault? { get }
}
