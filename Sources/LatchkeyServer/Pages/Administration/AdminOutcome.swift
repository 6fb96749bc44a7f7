import LatchkeyHummingbird

/// What a form of an administrator achieved, as a word in the query (`?done=`); a closed list, so that no link can make
/// the pages say anything else.
enum AdminOutcome: String, Sendable, CaseIterable {
    /// The form was sent by somebody who first had to show again who they are.
    case again
    case saved
    case rolesSet = "roles-set"
    case locked
    case unlocked
    case sessionEnded = "session-ended"
    case alreadyEnded = "already-ended"
    case sessionsEnded = "sessions-ended"
    case mailSent = "mail-sent"
    case accountDeleted = "account-deleted"
    case accountMade = "account-made"
    case invited
    case withdrawn
    case alreadyWithdrawn = "already-withdrawn"
    case clientSaved = "client-saved"
    case clientChanged = "client-changed"
    case clientDeleted = "client-deleted"
    case keyRotated = "key-rotated"

    init?(_ query: FormFields) {
        guard let word = query[Outcome.parameter] else { return nil }
        self.init(rawValue: word)
    }

    /// A page's path with the word.
    func appended(to path: String) -> String { "\(path)?\(Outcome.parameter)=\(rawValue)" }
}
