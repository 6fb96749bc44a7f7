import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyServer
import LatchkeySQLite

// What the layers below throw, as a person at a terminal should read it.

extension CommandFailure {
    /// The failure that an error amounts to; `nil` for errors of the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let error as CommandFailure: self = error
        case let error as JWTError: self = .refused(error.description)
        case let error as JSONError: self = .refused("\(error)")
        case let error as ConfigurationError: self = .environment(error.description)
        case let error as SQLiteStorageError: self = .environment(error.description)
        case let error as MasterKeyMismatch: self = .environment(error.description)
        default: return nil
        }
    }
}
