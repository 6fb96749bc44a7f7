import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    /// Bodies that read and then write what they have read must not undo each other.
    static let concurrentChangeCases = [
        Case("parallel changes of an account that each read it first are all kept") { fixture in
            let before = try await fixture.insertAccount(username: "ada")
            let id = before.id
            _ = try await inParallel { _ in
                try await fixture.storage.transaction { tx in
                    guard var account = try tx.accounts.account(id) else { throw Undo() }
                    account.epoch += 1
                    try tx.accounts.update(account)
                }
            }
            try expect(try await fixture.account(id)?.epoch, is: before.epoch + Int64(crowd), "the epoch")
        },
        Case("parallel changes of a session that each read it first are all kept") { fixture in
            let id = try await fixture.insertSession().id
            _ = try await inParallel { number in
                try await fixture.storage.transaction { tx in
                    guard
                        var session = number.isMultiple(of: 2)
                            ? try tx.sessions.session(id)
                            : try tx.sessions.session(id).flatMap({ found in
                                try tx.sessions.sessions(of: found.accountID).first { $0.id == id }
                            })
                    else { throw Undo() }
                    session.replays += 1
                    try tx.sessions.update(session)
                }
            }
            try expect(try await fixture.session(id)?.replays, is: crowd, "the replays")
        },
        Case("a session that is ended while it is rotated stays ended, and keeps its counter") { fixture in
            let account = try await fixture.insertAccount()
            let sessions = (0..<crowd / 2).map { _ in fixture.newSession(of: account) }
            for session in sessions { try await fixture.insert(session) }
            let outcomes = try await inParallel { number -> Bool in
                let session = sessions[number / 2]
                guard number.isMultiple(of: 2) else {
                    return try await fixture.rotate(fixture.rotation(of: session)) != nil
                }
                try await fixture.storage.transaction { tx in
                    guard var found = try tx.sessions.session(session.id) else { throw Undo() }
                    (found.endedAt, found.end) = (tx.now, .signedOut)
                    try tx.sessions.update(found)
                }
                return true
            }
            for (number, session) in sessions.enumerated() {
                let found = try await fixture.session(session.id)
                try expect(found?.end, is: .signedOut, "why session \(number) ended")
                try expect(found?.counter, is: outcomes[number * 2 + 1] ? 1 : 0, "its counter")
            }
        },
        Case("of the last holders of a role, withdrawing in parallel, one keeps it") { fixture in
            var ids: [UUIDv7] = []
            for _ in 0..<crowd { ids.append(try await fixture.insertAccount().id) }
            let holders = ids
            try await fixture.storage.transaction { tx in
                for id in holders { try tx.roles.grant("admin", to: id) }
            }
            let withdrawn = try await inParallel { number in
                try await succeeds(unless: Undo()) {
                    try await fixture.storage.transaction { tx in
                        let others = try tx.roles.openHolders(of: "admin", limit: 2).filter {
                            $0 != holders[number]
                        }
                        guard !others.isEmpty else { throw Undo() }
                        try tx.roles.withdraw("admin", from: holders[number])
                    }
                }
            }
            try expect(withdrawn.count { $0 }, is: crowd - 1, "how many were withdrawn")
            let left = try await fixture.storage.read { try $0.roles.openHolders(of: "admin", limit: crowd) }
            try expect(left.count, is: 1, "how many are left")
        },
        Case("of parallel first sign-ins by one account elsewhere all find the same account here") {
            fixture in
            let found = try await inParallel { _ in
                try await fixture.storage.transaction { tx in
                    if let known = try tx.identities.account(provider: "wechat", subject: "o1") {
                        return known
                    }
                    let account = fixture.newAccount()
                    try tx.accounts.insert(account)
                    _ = try tx.identities.link(provider: "wechat", subject: "o1", to: account.id)
                    return account.id
                }
            }
            try expect(Set(found).count, is: 1, "the number of accounts")
        },
        Case("of parallel tokens that each replace the earlier ones exactly one is good") { fixture in
            let records = (0..<crowd).map { oneTime(UInt8($0)) }
            _ = try await inParallel { number in
                try await fixture.storage.transaction { tx in
                    try tx.oneTimeTokens.insert(records[number], replacing: true)
                }
            }
            let good = try await fixture.storage.read { tx in
                try records.filter { try tx.oneTimeTokens.token(digest: $0.digest) != nil }
            }
            try expect(good.count, is: 1, "how many tokens are good")
        },
        Case("of parallel codes that each replace the earlier ones exactly one is good") { fixture in
            let records = (0..<crowd).map { oneTime(UInt8($0), attempts: 5) }
            _ = try await inParallel { number in
                try await fixture.storage.transaction { tx in
                    try tx.oneTimeTokens.insert(records[number], replacing: false)
                }
            }
            let verdict = try await fixture.storage.transaction { tx in
                try tx.oneTimeTokens.redeemCode(
                    digest: Fixture.octets(0xEE),
                    purpose: records[0].token.purpose,
                    subject: records[0].token.subject,
                    binding: nil,
                    at: records[0].token.createdAt
                )
            }
            try expect(verdict, is: .wrong(attemptsLeft: 4), "a wrong code against the one that is left")
        },
    ]
}
