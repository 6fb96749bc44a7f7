public import LatchkeyAccounts

/// Why an operation on clients was refused.
public enum ClientError: Error, Sendable, Equatable {
    /// The input has faults; every one that was found.
    case invalidFields([FieldError])
    /// There is no such client.
    case notFound
    /// The client does not authenticate by a secret.
    case noSecret

    static func invalid(_ fault: FieldError) -> ClientError { .invalidFields([fault]) }
}
