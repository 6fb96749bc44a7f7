import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// A sign-up that waits for its address to be verified; until then there is no account.
struct WaitingSignUp {
    let email: String
    let username: String?
    let name: String?
    let passwordHash: String

    init(_ new: NewAccount, email: String, passwordHash: String) {
        self.email = email
        username = new.username
        name = new.name
        self.passwordHash = passwordHash
    }

    init(_ claims: JSONObject) throws {
        guard let email = try claims.string("email"), let passwordHash = try claims.string("hash") else {
            throw OneTimeTokenError.unknownOrSpent
        }
        self.email = email
        self.passwordHash = passwordHash
        username = try claims.string("username")
        name = try claims.string("name")
    }

    var claims: JSONObject {
        get throws {
            var members: [(name: String, value: JSONValue)] = [
                ("email", .string(email)), ("hash", .string(passwordHash)),
            ]
            if let username { members.append(("username", .string(username))) }
            if let name { members.append(("name", .string(name))) }
            return try JSONObject(members: [("signup", .object(try JSONObject(members: members)))])
        }
    }
}

extension SignUp {
    /// Takes a sign-up whose account is made once its address is verified.
    ///
    /// New and taken addresses and user names get the same answer in the same time: nothing here, and a mail to the
    /// address that says how to go on.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)``, also for a missing address; ``AccountError/tooManyAttempts(retryAfter:)``,
    ///   ``AccountError/busy(retryAfter:)``.
    public func begin(_ new: NewAccount, _ request: MailRequest) async throws {
        guard let mails else { throw AccountError.invalid(FieldError("email", .invalidFormat)) }
        try await throttled(request.client) {
            let new = try new.validated(by: policy)
            guard let email = new.email else { throw AccountError.invalid(FieldError("email", .missing)) }
            try await mails.admitRecipient(email, asking: .emailVerification, from: request.client)
            let hash = try await hasher.hash(new.password)
            let waiting = WaitingSignUp(new, email: email, passwordHash: hash)
            _ = try await storage.transaction { tx in
                try mails.send(Self.draft(waiting, request.language, in: tx), from: request.client, in: tx)
            }
        }
        mails.queue.wake()
    }

    private static func draft(
        _ signUp: WaitingSignUp,
        _ language: MailLanguage,
        in tx: any AccountTransaction
    ) throws -> OneTimeMailDraft {
        let isKnown = try tx.accounts.account(.email(signUp.email)) != nil
        let isTaken = try signUp.username.map { try tx.accounts.account(.username($0)) != nil } ?? false
        return OneTimeMailDraft(
            kind: isKnown ? .signUpRepeated : isTaken ? .usernameTaken : .emailVerification,
            // A token goes with every mail, so that each takes the same time; these two lead nowhere.
            purpose: isKnown || isTaken ? .none : .emailVerification,
            subject: "signup \(signUp.email)",
            recipient: signUp.email,
            language: language,
            path: "/verify",
            link: isKnown ? "/forgot" : nil,
            claims: try signUp.claims,
            lifetime: EmailVerification.lifetime,
            // Whoever signs up with a stranger's address must not void the stranger's own sign-up.
            replacesEarlier: false,
            values: signUp.username.map { [.subject: $0] } ?? [:]
        )
    }
}
