import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    /// What several nodes work off together is done once.
    static let concurrentWorkCases = [
        Case("of parallel leases no two get the same mail, and every mail is leased") { fixture in
            let mails = (0..<crowd).map { _ in fixture.newMail() }
            try await fixture.storage.transaction { tx in for mail in mails { try tx.mail.enqueue(mail) } }
            let leased = try await inParallel { _ in try await leaseMails(fixture) }.flatMap { $0 }
            try expect(Set(leased).count, is: leased.count, "the different mails among those leased")
            var rest: Set<UUIDv7> = []
            while case let more = try await leaseMails(fixture), !more.isEmpty { rest.formUnion(more) }
            try expect(rest.isDisjoint(with: leased), "a mail was leased twice")
            try expect(rest.union(leased), is: Set(mails.map(\.id)), "the mails leased in the end")
        },
        Case("a limit of mails to a recipient holds against parallel requests") { fixture in
            let sent = try await inParallel { _ in
                try await fixture.storage.transaction { tx in
                    let mail = fixture.newMail()
                    let kinds: [OutgoingMail.Kind] = [.passwordReset]
                    let since = tx.now - 60
                    guard try tx.mail.count(to: mail.recipientDigest, kinds: kinds, since: since) < 3 else {
                        return false
                    }
                    try tx.mail.enqueue(mail)
                    return true
                }
            }
            try expect(sent.count { $0 }, is: 3, "how many mails were queued")
        },
        Case("of parallel attempts to begin the same deliveries each begins once") { fixture in
            let deliveries = (0..<9).map { _ in delivery(fixture, "https://a.example") }
            try await fixture.storage.transaction { tx in
                for delivery in deliveries { try tx.webhooks.insert(delivery) }
            }
            let begun = try await inParallel { _ in
                try await fixture.storage.transaction { tx in
                    try tx.webhooks.due(for: "https://a.example", limit: 9)
                        .filter { try tx.webhooks.begin($0, next: tx.now + 20) }.map(\.id)
                }
            }.flatMap { $0 }
            try expect(begun.count, is: deliveries.count, "how many attempts began")
            try expect(Set(begun), is: Set(deliveries.map(\.id)), "the deliveries that were begun")
        },
        Case("of parallel uses of one code of a second factor one succeeds, of a recovery code as well") {
            fixture in
            let account = try await fixture.insertAccount()
            let factor = newFactor(fixture, of: account)
            try await fixture.storage.transaction { tx in
                try tx.factors.insert(factor)
                _ = try tx.factors.confirm(factor.id, step: 1)
                try tx.recoveryCodes.replace([[1]], of: account.id)
            }
            let used = try await inParallel { number in
                try await fixture.storage.transaction { tx in
                    try number.isMultiple(of: 2)
                        ? tx.factors.use(factor.id, step: 2) : tx.recoveryCodes.spend([1], of: account.id)
                }
            }
            try expect(used.count { $0 }, is: 2, "how many uses succeeded")
        },
        Case("somebody who follows a log to which many append misses no event") { fixture in
            let isDone = Mark()
            async let appended: [Void] = inParallel(thenMarking: isDone) { number in
                try await fixture.storage.transaction { tx in
                    // Some take a while between their event and their end.
                    try tx.audit.append(AuditEvent(.loginFailed, reason: "\(number)"))
                    if number.isMultiple(of: 5) {
                        _ = try tx.accounts.accounts(after: nil, limit: 9, matching: "x")
                    }
                    try tx.audit.append(AuditEvent(.loginThrottled, reason: "\(number)"))
                }
            }
            var followed: [RecordedAuditEvent] = []
            while true {
                let wasDone = isDone.isSet
                let last = followed.last?.sequence ?? 0
                let new = try await fixture.storage.read { try $0.audit.events(after: last, limit: 7) }
                followed += new
                if wasDone, new.isEmpty { break }
            }
            _ = try await appended
            try expect(followed.count, is: 2 * crowd, "how many events were followed")
            try expect(Set(followed.compactMap(\.event.reason)).count, is: crowd, "of how many transactions")
        },
        Case("of parallel followers at one place of the log one moves on") { fixture in
            try await fixture.storage.transaction { try $0.auditCursors.begin("a", at: 0) }
            let moved = try await inParallel { _ in
                try await fixture.storage.transaction { try $0.auditCursors.advance("a", from: 0, to: 5) }
            }
            try expect(moved.count { $0 }, is: 1, "how many moved the cursor")
        },
    ]

    private static func leaseMails(_ fixture: Fixture) async throws -> [UUIDv7] {
        try await fixture.storage.transaction { tx in try tx.mail.lease(limit: 3, until: tx.now + 60) }.map(
            \.id
        )
    }
}
