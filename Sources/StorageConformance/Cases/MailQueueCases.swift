import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

extension Fixture {
    /// A mail that no storage has seen.
    func newMail(_ kind: OutgoingMail.Kind = .passwordReset, recipient: UInt8 = 1) -> QueuedMail {
        QueuedMail(
            id: UUIDv7(at: now),
            kind: kind,
            recipientDigest: [UInt8](repeating: recipient, count: 16),
            sealed: [0, 0xFF, recipient],
            createdAt: now
        )
    }

    /// A mail that the storage has queued.
    fileprivate func enqueue(
        _ kind: OutgoingMail.Kind = .passwordReset,
        recipient: UInt8 = 1
    ) async throws -> QueuedMail {
        let mail = newMail(kind, recipient: recipient)
        try await storage.transaction { try $0.mail.enqueue(mail) }
        return mail
    }

    fileprivate func lease(limit: Int = 10, for seconds: TimeInterval = 60) async throws -> [QueuedMail] {
        try await storage.transaction { tx in try tx.mail.lease(limit: limit, until: tx.now + seconds) }
    }

    fileprivate func leased(_ mail: QueuedMail, attempts: Int, for seconds: TimeInterval = 60) -> QueuedMail {
        var mail = mail
        mail.attempts = attempts
        mail.leasedUntil = now + seconds
        return mail
    }
}

extension StorageConformance {
    static let mailQueueCases = [
        Case("a queued mail is leased once while the lease lasts, and again after it") { fixture in
            let mail = try await fixture.enqueue()
            try expect(try await fixture.lease(), is: [fixture.leased(mail, attempts: 1)], "the first lease")
            try expect(try await fixture.lease(), is: [], "the second lease")
            fixture.clock.advance(by: 59.999)
            try expect(try await fixture.lease(), is: [], "a lease before the end of the first")
            fixture.clock.advance(by: 0.001)
            let again = try await fixture.lease()
            try expect(again, is: [fixture.leased(mail, attempts: 2)], "a lease after the end of the first")
        },
        Case("the backlog counts what waits and knows since when, where it is counted at all") { fixture in
            guard let empty = try await fixture.storage.read({ try $0.mail.backlog() }) else { return }
            try expect(empty, is: MailBacklog(count: 0, oldest: nil), "an empty queue")
            let first = try await fixture.enqueue()
            fixture.clock.advance(by: 60)
            let second = try await fixture.enqueue(recipient: 2)
            let both = try await fixture.storage.read { try $0.mail.backlog() }
            try expect(both, is: MailBacklog(count: 2, oldest: first.createdAt), "two mails")
            try await fixture.storage.transaction { try $0.mail.markSent(first.id) }
            let one = try await fixture.storage.read { try $0.mail.backlog() }
            try expect(one, is: MailBacklog(count: 1, oldest: second.createdAt), "one mail sent")
        },
        Case("of parallel leases each mail goes to one") { fixture in
            for _ in 0..<20 { _ = try await fixture.enqueue() }
            let ids = try await withThrowingTaskGroup(of: [QueuedMail].self) { group in
                for _ in 0..<10 { group.addTask { try await fixture.lease(limit: 3) } }
                return try await group.reduce(into: []) { $0 += $1.map(\.id) }
            }
            try expect(ids.count, is: 20, "the mails that were leased")
            try expect(Set(ids).count, is: 20, "the mails that were leased once")
        },
        Case("mails are leased in the order in which they are due, as many as asked for") { fixture in
            var mails: [UUIDv7] = []
            for _ in 0..<3 {
                mails.append(try await fixture.enqueue().id)
                fixture.clock.advance(by: 1)
            }
            try expect(try await fixture.lease(limit: 2).map(\.id), is: Array(mails[..<2]), "the first two")
            try expect(try await fixture.lease(limit: 2).map(\.id), is: [mails[2]], "the rest")
        },
        Case("a mail that was sent never comes back") { fixture in
            let mail = try await fixture.enqueue()
            _ = try await fixture.lease()
            try await fixture.storage.transaction { try $0.mail.markSent(mail.id) }
            fixture.clock.advance(by: 86_400)
            try expect(try await fixture.lease(), is: [], "the mails that are due")
        },
        Case("a failed mail comes back at its next attempt, and one that was given up never") { fixture in
            let mail = try await fixture.enqueue()
            let leased = try await fixture.lease()
            try await fixture.storage.transaction { tx in
                try tx.mail.markFailed(leased[0], next: tx.now + 30, reason: "451")
            }
            fixture.clock.advance(by: 29.999)
            try expect(try await fixture.lease(), is: [], "the mails that are due too early")
            fixture.clock.advance(by: 0.001)
            let again = try await fixture.lease()
            try expect(again, is: [fixture.leased(mail, attempts: 2)], "the mails that are due")
            try await fixture.storage.transaction { tx in
                try tx.mail.markFailed(again[0], next: nil, reason: "550")
            }
            fixture.clock.advance(by: 86_400)
            try expect(try await fixture.lease(), is: [], "the mails that are due after giving up")
        },
        Case("whose lease is over cannot fail a mail that another has leased or sent") { fixture in
            let mail = try await fixture.enqueue()
            let late = try await fixture.lease()
            fixture.clock.advance(by: 60)
            _ = try await fixture.lease()
            try await fixture.storage.transaction {
                try $0.mail.markFailed(late[0], next: nil, reason: "late")
            }
            fixture.clock.advance(by: 60)
            let third = try await fixture.lease()
            try expect(third, is: [fixture.leased(mail, attempts: 3)], "the mail after the late failure")
            try await fixture.storage.transaction { tx in
                try tx.mail.markSent(mail.id)
                try tx.mail.markFailed(third[0], next: tx.now, reason: "late")
            }
            try expect(try await fixture.lease(), is: [], "the mail that was sent")
        },
        Case("mails are counted by recipient, kind and time, sent or not") { fixture in
            let start = fixture.now
            let mail = try await fixture.enqueue(.passwordReset)
            try await fixture.storage.transaction { try $0.mail.markSent(mail.id) }
            fixture.clock.advance(by: 10)
            _ = try await fixture.enqueue(.none)
            _ = try await fixture.enqueue(.magicLink)
            _ = try await fixture.enqueue(.passwordReset, recipient: 2)
            for (kinds, since, expected) in [
                ([OutgoingMail.Kind.passwordReset, .none], start - 1, 2),
                ([.passwordReset, .none], start, 1),
                ([.magicLink], start, 1), ([.unlock], start - 1, 0), ([], start - 1, 0),
            ] {
                let count = try await fixture.storage.read {
                    try $0.mail.count(to: mail.recipientDigest, kinds: kinds, since: since)
                }
                try expect(count, is: expected, "the mails of \(kinds)")
            }
        },
        Case("old mails go once they are over, and those that wait stay") { fixture in
            let sent = try await fixture.enqueue()
            _ = try await fixture.enqueue()
            try await fixture.storage.transaction { try $0.mail.markSent(sent.id) }
            fixture.clock.advance(by: 10)
            for (date, removed) in [(fixture.now - 10, 0), (fixture.now, 1), (fixture.now, 0)] {
                let count = try await fixture.storage.transaction { tx in
                    try tx.mail.removeOld(before: date, limit: 10)
                }
                try expect(count, is: removed, "the mails that went")
            }
            try expect(try await fixture.lease().count, is: 1, "the mails that wait")
        },
    ]

    static let emailChangeCases = [
        Case("a change of address replaces the account's earlier one, and goes with the account") { fixture in
            let account = try await fixture.insertAccount(email: "old@example.org")
            for name in ["first", "second"] {
                let change = PendingEmailChange(
                    accountID: account.id,
                    oldEmail: name == "first" ? nil : "old@example.org",
                    newEmail: "\(name)@example.org",
                    isApproved: name == "first",
                    isConfirmed: name == "second",
                    expiresAt: fixture.now + 60
                )
                try await fixture.storage.transaction { try $0.emailChanges.save(change) }
                let found = try await fixture.storage.read { try $0.emailChanges.change(of: account.id) }
                try expect(found, is: change, "the change")
            }
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            let found = try await fixture.storage.read { try $0.emailChanges.change(of: account.id) }
            try expect(found, is: nil, "the change of nobody")
        },
        Case("a change of address is forgotten when asked for, and when it has expired") { fixture in
            let ids = [try await fixture.insertAccount().id, try await fixture.insertAccount().id]
            let changes = zip(ids, [60.0, 61]).map { id, life in
                PendingEmailChange(
                    accountID: id,
                    oldEmail: nil,
                    newEmail: "new@example.org",
                    isApproved: true,
                    expiresAt: fixture.now + life
                )
            }
            try await fixture.storage.transaction { tx in
                for change in changes { try tx.emailChanges.save(change) }
            }
            fixture.clock.advance(by: 60)
            try await fixture.storage.transaction { try $0.emailChanges.removeExpired(at: $0.now) }
            let left = try await fixture.storage.read { tx in
                try ids.map { try tx.emailChanges.change(of: $0) }
            }
            try expect(left, is: [nil, changes[1]], "the changes that are left")
            try await fixture.storage.transaction { try $0.emailChanges.remove(of: ids[1]) }
            let none = try await fixture.storage.read { try $0.emailChanges.change(of: ids[1]) }
            try expect(none, is: nil, "the change that was removed")
        },
        Case("a one-time token is redeemed with its effect, or not at all") { fixture in
            let account = try await fixture.insertAccount()
            let text = try await fixture.storage.transaction { tx in
                try tx.oneTimeTokens.issue(purpose: .invitation, subject: "ada", lifetime: 60, at: tx.now)
            }
            try await expect(throws: Undo(), "a redemption that is undone") {
                try await fixture.storage.transaction { tx in
                    _ = try tx.oneTimeTokens.redeem(text, purpose: .invitation, at: tx.now)
                    throw Undo()
                }
            }
            try await fixture.storage.transaction { tx in
                _ = try tx.oneTimeTokens.redeem(text, purpose: .invitation, at: tx.now)
                try tx.roles.grant("reader", to: account.id)
            }
            try await expect(throws: OneTimeTokenError.unknownOrSpent, "the second redemption") {
                try await fixture.storage.transaction { tx in
                    _ = try tx.oneTimeTokens.redeem(text, purpose: .invitation, at: tx.now)
                }
            }
            try expect(try await fixture.account(account.id)?.roles, is: ["reader"], "the effect")
        },
        Case("the one-time tokens whose subjects begin alike come in pages, by the octets of their subjects")
        {
            fixture in
            let subjects = ["a b", "a", "a ", "b a", "a Z", "a \u{E9}", "a \u{10FFFF}", "a e\u{301}"]
            try await fixture.storage.transaction { tx in
                for subject in subjects {
                    for purpose in [OneTimePurpose.invitation, .passwordReset] {
                        _ = try tx.oneTimeTokens.issue(
                            purpose: purpose,
                            subject: subject,
                            claims: JSONObject(members: [("purpose", .string(purpose.name))]),
                            lifetime: 60,
                            at: tx.now
                        )
                    }
                }
            }
            fixture.clock.advance(by: 61)
            let sorted = ["a ", "a Z", "a b", "a e\u{301}", "a \u{E9}", "a \u{10FFFF}"]
            for (after, expected) in [
                (nil, sorted.prefix(4)), ("a Z", sorted[2..<6]), ("a \u{E9}", sorted[5...]),
            ] {
                let page = try await fixture.storage.read { tx in
                    try tx.oneTimeTokens.tokens(
                        purpose: .invitation,
                        subjectPrefix: "a ",
                        after: after,
                        limit: 4
                    )
                }
                // Compared by octets: two of the subjects are canonically equal.
                try expect(
                    page.map { Array($0.subject.utf8) },
                    is: expected.map { Array($0.utf8) },
                    "the subjects"
                )
                let purposes = try page.map { try $0.claims.string("purpose") }
                try expect(Set(purposes), is: [OneTimePurpose.invitation.name], "what they are for")
            }
        },
    ]
}
