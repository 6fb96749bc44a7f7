/// An error of a storage that may be over in a moment: a server that restarts, a connection that was cut; and a lack of
/// memory for a password hash.
///
/// A server answers 503 with Retry-After to whoever meets it.
public protocol TransientStorageFailure: Error {
    /// Whether the same may succeed in a moment.
    var isTransient: Bool { get }
}
