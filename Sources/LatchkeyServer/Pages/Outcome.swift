import LatchkeyHummingbird

/// What a form before this page achieved, as a word in the query (`?done=`); a closed list, so that no link can make
/// the pages say anything else.
enum Outcome: String, Sendable, CaseIterable {
    case signedOut = "signed-out"
    case sessionEnded = "session-ended"
    case othersEnded = "others-ended"
    case alreadyEnded = "already-ended"
    case passwordSet = "password-set"
    case addressConfirmed = "address-confirmed"
    case unblocked
    case loginExpired = "login-expired"

    static let parameter = "done"

    init?(_ query: FormFields) {
        guard let word = query[Self.parameter] else { return nil }
        self.init(rawValue: word)
    }

    /// The sentence to show.
    var text: String {
        switch self {
        case .signedOut: "You are signed out."
        case .sessionEnded: "That session has ended."
        case .othersEnded: "You are signed out everywhere else."
        case .passwordSet: "Your new password is set. Sign in with it."
        case .addressConfirmed: "Your e-mail address is confirmed. You can sign in."
        case .unblocked: "You can sign in with your password again."
        case .alreadyEnded: "That session had ended already."
        case .loginExpired: "That took too long, or too many codes were wrong. Please sign in again."
        }
    }

    /// A page's path with the word.
    func appended(to path: String) -> String { "\(path)?\(Self.parameter)=\(rawValue)" }
}
