/// Why a one-time token was not issued or not redeemed: the exact cause, for the log.
///
/// A client learns ``clientCode`` only. One that was never issued and one that was redeemed before are the same
/// answer, and so are a token of another purpose or binding.
public enum OneTimeTokenError: Error, Sendable, Equatable {
    /// The text is not a one-time token: wrong prefix, length, alphabet or checksum; of a code, not its number of digits.
    case malformed
    /// Nothing is known of it: never issued, redeemed already, made void, or expired and removed.
    case unknownOrSpent
    /// Its time is over.
    case expired
    /// It is good for another purpose.
    case wrongPurpose
    /// It belongs to another binding, to one while none was given, or to none while one was given.
    case wrongBinding
    /// The code is wrong; after so many more wrong ones it is void.
    case wrongCode(attemptsLeft: Int)
    /// The code was guessed at too often and is void.
    case attemptsExhausted
    /// A JWT that is no one-time token, or lacks the `jti` or `flag` that one has.
    case notOneTime
    /// Purpose, subject, binding or claims are longer than a store has to take.
    case tooLarge
    /// The store is full of live tokens; none was forgotten, this one was not issued.
    case storeFull
    /// The store failed; nobody may be let through.
    case storageFailed(reason: String)

    /// What the client may know.
    public var clientCode: TokenError.Code {
        switch self {
        case .malformed: .malformed
        case .expired: .expired
        case .unknownOrSpent, .wrongPurpose, .wrongBinding, .wrongCode, .attemptsExhausted, .notOneTime:
            .invalid
        case .tooLarge, .storeFull, .storageFailed: .unavailable
        }
    }
}
