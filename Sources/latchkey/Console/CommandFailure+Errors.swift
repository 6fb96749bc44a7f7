import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyPostgres
import LatchkeySQLite
import LatchkeyServer
import LatchkeyTokens

// What the layers below throw, as a person at a terminal should read it.

extension CommandFailure {
    /// The failure that an error amounts to; `nil` for errors of the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let error as CommandFailure: self = error
        case let error as JWTError: self = .refused(error.description)
        case let error as JSONError: self = .refused(error.description.sentence)
        case let error as AccountError: self.init(error)
        case let error as ClientError: self.init(error)
        case let error as KeyRingError: self.init(error)
        case let error as SQLiteStorageError: self = .environment(error.description.sentence)
        case let error as PostgresStorageError: self = .environment(error.description.sentence)
        case let error as CopyError: self = .environment(error.description.sentence)
        case let error as ConfigurationError: self = .environment(error.description.sentence)
        case is AccountImport.Conflict:
            self = .environment("another run imports the same file. Wait until it has ended.")
        case let error as MasterKeyMismatch: self = .environment("\(error)".sentence)
        case let error as MasterKeyExchange.UnreadableSecret: self = .environment("\(error)".sentence)
        default: return nil
        }
    }

    private init(_ error: AccountError) {
        self =
            switch error {
            case .invalidFields(let fields): .refused(fields.map(\.sentence).joined(separator: " "))
            case .emailTaken: .refused("the e-mail address belongs to an account already.")
            case .usernameTaken: .refused("the user name belongs to an account already.")
            case .ownAccount: .refused("nobody does this to their own account.")
            case .lastAdministrator: .refused("this is the last administrator; make another one first.")
            case .accountNotFound: .refused("there is no such account. See latchkey account list.")
            case .sessionNotFound: .refused("there is no such live session. See latchkey session list.")
            case .invitationNotFound:
                .refused("there is no such invitation. See latchkey invitation list.")
            case .factorNotFound: .refused("there is no such second factor.")
            case .secondFactorRequired: .refused("the account asks for a second factor.")
            case .invalidCredentials: .refused("name or password is wrong.")
            case .tooManyAttempts(let seconds):
                .refused("too many attempts; try again in \(seconds) seconds.")
            case .busy(let seconds): .environment("too busy; try again in \(seconds) seconds.")
            }
    }

    private init(_ error: ClientError) {
        self =
            switch error {
            case .notFound: .refused("there is no such client. See latchkey client list.")
            case .noSecret: .refused("the client does not authenticate by a secret.")
            case .invalidFields(let fields):
                .refused(
                    fields.map { Self.clientRules[$0.field] ?? "the \($0.field) is wrong." }.joined(
                        separator: " "
                    )
                )
            }
    }

    /// What each field of a client has to be like.
    private static let clientRules = [
        "name": "the name has 1 to 200 octets and no control or invisible characters.",
        "grant_types": "a client that keeps no secret cannot have client_credentials.",
        "scope":
            "a scope is printable ASCII without space, quotation mark and backslash, 64 of them at most.",
        "audience":
            "an audience is printable ASCII without space, quotation mark and backslash, 16 of them at most.",
        "jwks": "the keys are a JWK Set of 1 to 16 public signature keys; leave private keys where they are.",
    ]

    private init(_ error: KeyRingError) {
        self =
            switch error {
            case .noActiveKey:
                .environment("the ring has no key that signs now. Run latchkey key rotate --now.")
            case .cannotOpen(let keyID):
                .environment(
                    "the key \(keyID) does not open: the master key is not the one it was sealed with. Restore the "
                        + "right master.key."
                )
            case .unusableKey(let reason): .refused("the key cannot be used: \(reason).")
            case .duplicate(let keyID): .refused("the ring holds the key \(keyID) already.")
            case .unknownKey(let keyID):
                .refused("the ring has no key \(keyID). See latchkey key list.")
            }
    }
}

extension FieldError {
    fileprivate var sentence: String {
        let field =
            field == "login" || field == "email" || field == "username" ? "the login name" : "the \(field)"
        return switch code {
        case .missing: "\(field) is missing."
        case .invalidFormat where self.field == "password": "the password holds a NUL character."
        case .invalidFormat:
            "\(field) is neither an e-mail address nor a user name of a-z, 0-9, dot, hyphen and underscore."
        case .wrongType: "\(field) has the wrong type."
        case .tooLong: "\(field) is too long."
        case .tooShort: "\(field) is too short; a few words in a row make a good one."
        case .notASCII: "\(field) has characters outside ASCII."
        case .readOnly: "\(field) cannot be set."
        case .incorrect: "\(field) is not the right one."
        case .tooMany: "there are too many of \(field)."
        case .tooCommon: "\(field) is one that attackers try first; take another."
        }
    }
}
