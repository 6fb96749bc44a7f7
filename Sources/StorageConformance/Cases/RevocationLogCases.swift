import FoundationEssentials
public import LatchkeyTokens

extension StorageConformance {
    /// What every log of revocations has to do, with accounts beside it or without.
    public static let revocationLogCases = [
        StoreCase<any RevocationLog>("revocations of every kind are kept and followed in their order") {
            log in
            let id = UUIDv7(at: storeTime)
            let targets: [Revocation.Target] = [
                .session(id), .token(id), .account(id, epochBelow: .max), .namedSession("web-17"),
                .namedToken(""), .namedAccount("e\u{301}", epochBelow: -1),
                .namedAccount("\u{e9}", epochBelow: 0),
                .signIns(of: "ada\u{0}", before: storeTime + 0.125),
            ]
            var made: [Revocation] = []
            for target in targets {
                made.append(try await log.appendRevocation(target, expiresAt: storeTime + 900))
            }
            try expect(made.map(\.target), is: targets, "the targets")
            try expect(try await log.revocations(after: 0, limit: 99), is: made, "what is followed")
            try expect(
                try await log.revocations(after: made[2].sequence, limit: 2),
                is: Array(made[3...4]),
                "a portion"
            )
        },
        StoreCase("parallel revocations get sequence numbers of their own, and none is lost") { log in
            let made = try await inParallel { number in
                try await log.appendRevocation(.namedToken(ExactText("\(number)")), expiresAt: storeTime + 1)
            }
            let expected = made.sorted { $0.sequence < $1.sequence }
            try expect(Set(made.map(\.sequence)).count, is: crowd, "the number of sequence numbers")
            try expect(try await log.revocations(after: 0, limit: 99), is: expected, "what is followed")
        },
        StoreCase("a revocation moves the change marker of whoever looks") { log in
            let before = try await log.changeMarker()
            _ = try await log.appendRevocation(.namedToken("t"), expiresAt: storeTime)
            try expect(try await log.changeMarker() != before, "the marker stands still")
        },
        StoreCase("expired revocations are removed, the others stay") { log in
            _ = try await log.appendRevocation(.namedToken("t"), expiresAt: storeTime - 1)
            let kept = try await log.appendRevocation(.namedToken("u"), expiresAt: storeTime + 1)
            try await log.removeRevocations(expiredAt: storeTime)
            try expect(try await log.revocations(after: 0, limit: 9), is: [kept], "what is left")
        },
    ]
}
