import FoundationEssentials
import LatchkeyJOSE

/// A refused token, as somebody who can still change the command should read it.
struct Refusal {
    let error: JWTError
    /// The algorithms that were accepted.
    let algorithms: Set<SignatureAlgorithm>
    /// The moment the token was checked for.
    let moment: Date

    var sentence: String {
        switch error {
        case .tokenExpired(let date): "The token expired at \(when(date))."
        case .tokenNotYetValid(let date): "The token is not valid before \(when(date))."
        case .issuedInFuture(let date): "The token says it was issued in the future, at \(when(date))."
        case .audienceMismatch(let expected, let found) where expected.isEmpty:
            found.isEmpty
                ? "The token is meant for nobody: its aud is empty."
                : "The token is meant for \(found.joined(separator: ", ")); name one of these with --audience."
        case .algorithmNotAllowed(let name):
            "The token's algorithm is \(name); accepted here: \(accepted)."
        default: error.description
        }
    }

    private var accepted: String {
        let names = algorithms.map(\.name).sorted()
        return names.isEmpty ? "none, since no key can be used" : names.joined(separator: ", ")
    }

    private func when(_ date: Date) -> String {
        "\(Timestamp.text(date)), \(TimeSpan.relation(of: date, to: moment))"
    }
}
