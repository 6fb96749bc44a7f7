import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// A link that goes to the address of an account whose name somebody typed.
struct OneTimeLink: Sendable {
    let kind: OutgoingMail.Kind
    let purpose: OneTimePurpose
    let path: String
    let lifetime: TimeInterval

    init(_ kind: OutgoingMail.Kind, _ purpose: OneTimePurpose, path: String, lifetime: TimeInterval) {
        (self.kind, self.purpose, self.path, self.lifetime) = (kind, purpose, path, lifetime)
    }
}

extension OneTimeMails {
    /// Sends a link, if there is an account with this name that it is for.
    ///
    /// Whoever asks cannot tell whether a mail was sent, neither by the answer nor by the time that it takes.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` for what can be no name, ``AccountError/tooManyAttempts(retryAfter:)``.
    func sendLink(
        _ link: OneTimeLink,
        to login: String,
        _ request: MailRequest,
        _ storage: any AccountStorage,
        where isNeeded: @escaping @Sendable (Account, any AccountTransaction) throws -> Bool = { _, _ in true
        }
    ) async throws {
        let name = try LoginName(login)
        try await admit(request.client, asking: link.kind, to: name.text)
        try await storage.transaction { tx in
            let account = try tx.accounts.account(name)
            let isMeant = try account.map { try isNeeded($0, tx) } ?? false
            let email = isMeant ? account?.reachableEmail : nil
            let draft = OneTimeMailDraft(
                kind: link.kind,
                purpose: link.purpose,
                subject: email == nil ? nil : account?.id.description,
                recipient: email ?? name.text,
                language: request.language,
                path: link.path,
                claims: try account?.oneTimeClaims ?? .empty,
                lifetime: link.lifetime
            )
            try send(draft, from: request.client, in: tx)
        }
        queue.wake()
    }
}
