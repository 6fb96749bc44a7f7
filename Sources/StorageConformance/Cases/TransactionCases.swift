import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let transactionCases = [
        Case("a transaction returns what its body returns") { fixture in
            let result = try await fixture.storage.transaction { _ in 42 }
            try expect(result, is: 42, "the body's result")
        },
        Case("what a transaction wrote is read by the next reader") { fixture in
            let account = try await fixture.insertAccount(email: "ada@example.org")
            try expect(try await fixture.account(account.id), is: account, "the account")
        },
        Case("a body reads what it has written itself") { fixture in
            let account = fixture.newAccount(email: "ada@example.org")
            let found = try await fixture.storage.transaction { tx in
                try tx.accounts.insert(account)
                return try tx.accounts.account(account.id)
            }
            try expect(found, is: account, "the account within its transaction")
        },
        Case("an error of a body is rethrown as it is and undoes everything the body did") { fixture in
            let kept = try await fixture.insertAccount(username: "kept")
            let account = fixture.newAccount(email: "ada@example.org")
            try await expect(throws: Undo(), "the body's own error") {
                try await fixture.storage.transaction { tx in
                    try tx.accounts.insert(account)
                    try tx.credentials.set("secret", kind: .password, of: account.id)
                    try tx.credentials.set("secret", kind: .password, of: kept.id)
                    try tx.revocations.append(.session(account.id), expiresAt: tx.now)
                    try tx.audit.append(AuditEvent(.accountCreated, account: account.id))
                    throw Undo()
                }
            }
            try expect(try await fixture.account(account.id), is: nil, "the account")
            let rest = try await fixture.storage.read { tx in
                (
                    try tx.credentials.credential(.password, of: kept.id),
                    try tx.audit.events(after: 0, limit: 9)
                )
            }
            try expect(rest.0, is: nil, "the credential of the other account")
            try expect(rest.1, is: [], "the audit events")
            let revocations = try await fixture.storage.revocations(after: 0, limit: 9)
            try expect(revocations, is: [], "the revocations")
        },
        Case("a transaction after one that was undone works") { fixture in
            let account = fixture.newAccount(email: "ada@example.org")
            try await expect(throws: Undo(), "the body's own error") {
                try await fixture.storage.transaction { tx in
                    try tx.accounts.insert(account)
                    throw Undo()
                }
            }
            try await fixture.insert(account)
            try expect(try await fixture.account(account.id), is: account, "the account")
        },
        Case("writing in a read throws and changes nothing") { fixture in
            let account = fixture.newAccount(email: "ada@example.org")
            try await expectAnyError("inserting an account in a read") {
                try await fixture.storage.read { try $0.accounts.insert(account) }
            }
            try expect(try await fixture.account(account.id), is: nil, "the account")
        },
        Case("an error of a reading body is rethrown as it is") { fixture in
            try await expect(throws: Undo(), "the body's own error") {
                try await fixture.storage.read { _ in throw Undo() }
            }
        },
        Case("the time of a transaction is the clock's and stands still while its body runs") { fixture in
            let clock = fixture.clock
            let start = clock.now
            let times = try await fixture.storage.transaction { tx in
                let first = tx.now
                clock.advance(by: 1)
                return [first, tx.now]
            }
            try expect(times, is: [start, start], "the times within the transaction")
            let later = try await fixture.storage.read { $0.now }
            try expect(later, is: clock.now, "the time of a later transaction")
        },
        Case("a ping of a healthy database returns") { fixture in
            try await fixture.storage.ping()
            try await fixture.storage.checkWritable()
        },
        Case("the change marker moves with every revocation and every change of the key ring") { fixture in
            var markers = [try await fixture.storage.changeMarker()]
            for number in 0..<3 {
                let key = ringKey("key \(number)", fixture.now, expiresAt: fixture.now)
                _ = try await fixture.storage.addRingKey(key, expiringOthersAt: nil, when: .always)
                markers.append(try await fixture.storage.changeMarker())
                _ = try await fixture.storage.transaction { tx in
                    try tx.revocations.append(.token(UUIDv7(at: tx.now)), expiresAt: tx.now + 900)
                }
                markers.append(try await fixture.storage.changeMarker())
            }
            _ = try await fixture.storage.removeRingKey("key 0")
            markers.append(try await fixture.storage.changeMarker())
            try await fixture.storage.removeRingKeys(expiredAt: fixture.now + 1)
            markers.append(try await fixture.storage.changeMarker())
            for (before, after) in zip(markers, markers.dropFirst()) {
                try expect(before != after, "the change marker stayed at \(before) over a commit")
            }
        },
    ]
}
