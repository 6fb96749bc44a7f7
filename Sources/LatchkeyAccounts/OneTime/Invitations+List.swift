public import LatchkeyTokens

extension Invitations {
    /// One page of the invitations that wait.
    public struct Page: Sendable {
        /// The invitations, by address.
        public let invitations: [Invitation]
        /// Where the next page begins; `nil` on the last.
        public let next: String?
    }

    /// The invitations that somebody could accept now, in the order of their addresses.
    ///
    /// Those of an inviter who may invite no longer are not among them.
    ///
    /// - Parameters:
    ///   - address: the address after which to begin; `nil` for the first page.
    ///   - limit: the most invitations.
    /// - Returns: a page of at most `limit` invitations.
    /// - Throws: the storage's errors.
    public func list(after address: String? = nil, limit: Int) async throws -> Page {
        try await storage.read { tx in
            var found: [Invitation] = []
            var last = address
            // One more than asked for tells whether there is a next page.
            while found.count <= limit {
                let tokens = try Self.tokens(after: last, limit: limit + 1, in: tx)
                found += try Self.open(tokens, in: tx)
                guard let end = tokens.last, tokens.count > limit else { break }
                last = String(end.subject.dropFirst(Invitation.subjectPrefix.count))
            }
            let page = Array(found.prefix(limit))
            return Page(invitations: page, next: found.count > page.count ? page.last?.email : nil)
        }
    }

    /// Takes an invitation back: its link is good for nothing any more.
    ///
    /// - Throws: ``AccountError/invitationNotFound`` for one that does not exist, is over, or was accepted.
    public func withdraw(_ id: UUIDv7) async throws {
        try await storage.transaction { tx in
            guard let invitation = try Self.find(id, in: tx) else { throw AccountError.invitationNotFound }
            try tx.oneTimeTokens.remove(subject: invitation.subject, purpose: .invitation)
            let event = AuditEvent(.invitationWithdrawn, account: invitation.inviter, reason: id.description)
            try tx.audit.append(event)
        }
    }

    /// Takes back the invitation to an address.
    ///
    /// - Returns: the invitation.
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/invitationNotFound``.
    @discardableResult
    public func withdraw(to email: String) async throws -> Invitation {
        let email = try LoginName.canonicalEmail(email)
        let found = try await storage.read { tx in
            let subject = Invitation.subjectPrefix + email
            return try tx.oneTimeTokens.tokens(
                purpose: .invitation,
                subjectPrefix: subject,
                after: nil,
                limit: 1
            ).first.flatMap { $0.subject.utf8.elementsEqual(subject.utf8) ? try? Invitation($0) : nil }
        }
        guard let found else { throw AccountError.invitationNotFound }
        try await withdraw(found.id)
        return found
    }

    private static func find(_ id: UUIDv7, in tx: any AccountTransaction) throws -> Invitation? {
        let portion = 500
        var last: String?
        while true {
            let tokens = try tokens(after: last, limit: portion, in: tx)
            let found = tokens.lazy.compactMap { try? Invitation($0) }.first { $0.id == id }
            if let found { return found }
            guard let end = tokens.last, tokens.count == portion else { return nil }
            last = String(end.subject.dropFirst(Invitation.subjectPrefix.count))
        }
    }

    private static func tokens(
        after address: String?,
        limit: Int,
        in tx: any AccountTransaction
    ) throws -> [OneTimeToken] {
        try tx.oneTimeTokens.tokens(
            purpose: .invitation,
            subjectPrefix: Invitation.subjectPrefix,
            after: address.map { Invitation.subjectPrefix + $0 },
            limit: limit
        )
    }

    private static func open(
        _ tokens: [OneTimeToken],
        in tx: any AccountTransaction
    ) throws -> [Invitation] {
        try tokens.filter { $0.expiresAt > tx.now }.compactMap { try? Invitation($0) }
            .filter { try $0.isBacked(in: tx) }
    }
}
