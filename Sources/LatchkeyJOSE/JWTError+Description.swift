import FoundationEssentials

extension JWTError: CustomStringConvertible {
    /// One sentence that says what was wrong and, where that helps, what was expected.
    ///
    /// Text that came with a token is shown with its control characters escaped, and cut where it is long: a log that
    /// prints the sentence cannot be forged through it.
    public var description: String {
        switch self {
        case .malformed(let reason): "The token is malformed: \(reason)."
        case .tokenTooLarge(let limit): "The token is longer than \(limit) characters."
        case .headerInvalid(let name, let expected): "The header parameter \(name.shown) must be \(expected)."
        case .criticalHeaderUnsupported(let name):
            "The critical header parameter \(name.shown) is not understood."
        case .algorithmNotAllowed(let name): "The algorithm \(name.shown) is not allowed here."
        case .typeMismatch(let expected, let found):
            "The token's typ is \(found?.shown ?? "absent"), not \(expected)."
        case .keyUnknown(let keyID?): "No key has the kid \(keyID.shown)."
        case .keyUnknown(nil): "No key fits the token."
        case .keyInvalid(let reason): "The key cannot be used: \(reason)."
        case .keyUnsuitable(let reason): "The key must not be used for this: \(reason)."
        case .certificateInvalid(let reason): "The certificate chain is not trusted: \(reason)."
        case .passphraseRequired: "The key is encrypted: its passphrase is needed."
        case .passphraseWrong: "The passphrase does not open the key."
        case .signatureInvalid: "The signature is invalid."
        case .signingFailed: "The token could not be signed."
        case .decryptionFailed: "The token could not be decrypted."
        case .encryptionFailed: "The token could not be encrypted."
        default: claimDescription
        }
    }

    private var claimDescription: String {
        switch self {
        case .tokenExpired(let date): "The token expired at \(date.shown)."
        case .tokenNotYetValid(let date): "The token is not valid before \(date.shown)."
        case .issuedInFuture(let date): "The token claims to be issued in the future, at \(date.shown)."
        case .tokenTooOld(let date): "The token is too old: it was issued at \(date.shown)."
        case .issuerMismatch(let expected, let found): "The issuer is \(found.shown), not \(expected.shown)."
        case .audienceMismatch(let expected, let found):
            "The audience is \(found.shown), not \(expected.shown)."
        case .subjectMismatch(let expected, let found):
            "The subject is \(found.shown), not \(expected.shown)."
        case .tokenIDMismatch(let expected, let found):
            "The token's jti is \(found.shown), not \(expected.shown)."
        case .claimRefused(_, let reason): "The claims are refused: \(reason)."
        case .claimMissing(let name): "The claim \(name.shown) is missing."
        case .claimInvalid(let name, let expected): "The claim \(name.shown) must be \(expected)."
        default: code
        }
    }
}

extension String {
    /// Fit for a log line, whoever wrote it.
    fileprivate var shown: String {
        let limit = 200
        let start = unicodeScalars.prefix(limit).map { $0.isShown ? String($0) : $0.escaped(asASCII: true) }
        return start.joined() + (unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")
    }
}

extension [String] {
    fileprivate var shown: String {
        isEmpty ? "none" : prefix(8).map(\.shown).joined(separator: " or ") + (count > 8 ? " or …" : "")
    }
}

extension Unicode.Scalar {
    /// Neither control characters nor those that change the order of others can be seen.
    fileprivate var isShown: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
        default: true
        }
    }
}

extension Date {
    /// RFC 3339, or plain seconds for a date beyond its four-digit years.
    fileprivate var shown: String {
        let fourDigitYears = -62_135_596_800.0..<253_402_300_800.0
        let isInRange = fourDigitYears.contains(timeIntervalSince1970)
        return isInRange ? formatted(.iso8601) : "\(timeIntervalSince1970) seconds after 1970"
    }
}
