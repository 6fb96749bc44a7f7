import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

extension StorageConformance {
    /// What every store of one-time tokens has to do.
    public static var oneTimeTokenCases: [StoreCase<any OneTimeTokenStorage>] {
        redemptionCases + oneTimeCodeCases + oneTimeRemovalCases
    }

    private typealias OneTimeCase = StoreCase<any OneTimeTokenStorage>

    private static let redemptionCases = [
        OneTimeCase("a one-time token is redeemed with everything it says, and then never again") { store in
            let record = oneTime(1, binding: "ada@example.org", claims: ["é": [1, nil, "\u{0}"]])
            try await store.insertOneTimeToken(record, replacing: true)
            try expect(
                try await store.oneTimeToken(digest: record.digest),
                is: record.token,
                "the token found"
            )
            try expect(try await redeem(record, in: store), is: record.token, "the token redeemed")
            try expect(try await redeem(record, in: store), is: nil, "the second redemption")
            try expect(try await store.oneTimeToken(digest: record.digest), is: nil, "what is left")
        },
        OneTimeCase("a one-time token stays where digest, purpose, binding or time do not fit") { store in
            let bound = oneTime(1, binding: "e\u{301}", subject: "a")
            let free = oneTime(2, subject: "b")
            for record in [bound, free] { try await store.insertOneTimeToken(record, replacing: true) }
            let none: [OneTimeToken?] = [
                try await redeem(bound, in: store, binding: .some(nil)),
                try await redeem(bound, in: store, binding: "e"),
                // Canonically equivalent, and not the same octets.
                try await redeem(bound, in: store, binding: "\u{e9}"),
                try await redeem(free, in: store, binding: ""),
                try await redeem(bound, in: store, purpose: "other"),
                try await redeem(bound, in: store, at: bound.token.expiresAt),
                try await redeem(oneTime(3), in: store),
            ]
            try expect(none.compactMap { $0 }, is: [], "what was redeemed")
            let last = bound.token.expiresAt - 0.001
            try expect(try await redeem(bound, in: store, at: last), is: bound.token, "at the last moment")
            try expect(try await redeem(free, in: store), is: free.token, "the unbound one")
        },
        OneTimeCase("of parallel redemptions of a one-time token exactly one wins") { store in
            let record = oneTime(1)
            try await store.insertOneTimeToken(record, replacing: true)
            let redeemed = try await inParallel { _ in try await redeem(record, in: store) }
            try expect(redeemed.compactMap { $0 }, is: [record.token], "what was redeemed")
        },
        OneTimeCase("parallel redemptions of different one-time tokens all win") { store in
            let records = (0..<crowd).map { oneTime(UInt8($0), subject: "\($0)") }
            for record in records { try await store.insertOneTimeToken(record, replacing: true) }
            let redeemed = try await inParallel { try await redeem(records[$0], in: store) }
            try expect(redeemed, is: records.map(\.token), "what was redeemed")
        },
    ]

    private static let oneTimeCodeCases = [
        OneTimeCase("a code is redeemed by purpose and subject, and then never again") { store in
            let code = oneTime(1, attempts: 5)
            try await store.insertOneTimeToken(code, replacing: true)
            try expect(try await attempt(code, in: store), is: .redeemed(code.token), "the first redemption")
            try expect(try await attempt(code, in: store), is: .unknown, "the second")
        },
        OneTimeCase("wrong codes are counted, and the last of them makes the code void") { store in
            let code = oneTime(1, binding: "browser", attempts: 3)
            try await store.insertOneTimeToken(code, replacing: true)
            try expect(
                try await attempt(code, in: store, digest: 9),
                is: .wrong(attemptsLeft: 2),
                "the first"
            )
            let elsewhere = try await attempt(code, in: store, binding: "other browser")
            try expect(elsewhere, is: .wrong(attemptsLeft: 1), "one with another binding")
            let last = try await attempt(code, in: store, digest: 9)
            try expect(last, is: .wrong(attemptsLeft: 0), "the last")
            try expect(try await attempt(code, in: store), is: .exhausted, "the right one after it")
        },
        OneTimeCase("a code of another subject or purpose, and one that has expired, is not looked at") {
            store in
            let code = oneTime(1, attempts: 5)
            try await store.insertOneTimeToken(code, replacing: true)
            try expect(try await attempt(code, in: store, subject: "b"), is: .unknown, "another subject")
            try expect(try await attempt(code, in: store, purpose: "p"), is: .unknown, "another purpose")
            let late = try await attempt(code, in: store, at: code.token.expiresAt)
            try expect(late, is: .expired, "after its end")
            try expect(
                try await attempt(code, in: store, digest: 9),
                is: .wrong(attemptsLeft: 4),
                "the attempts that were left"
            )
        },
        OneTimeCase("codes and tokens are never redeemed the other's way") { store in
            let (code, token) = (oneTime(1, attempts: 5), oneTime(2))
            for record in [code, token] { try await store.insertOneTimeToken(record, replacing: true) }
            try expect(try await redeem(code, in: store), is: nil, "a code as a token")
            try expect(try await store.oneTimeToken(digest: code.digest), is: nil, "a code found as a token")
            let verdict = try await attempt(code, in: store, digest: 2)
            try expect(verdict, is: .wrong(attemptsLeft: 4), "a token as a code")
            try expect(try await redeem(token, in: store), is: token.token, "the token")
        },
        OneTimeCase("of parallel right codes exactly one wins") { store in
            let code = oneTime(1, attempts: 5)
            try await store.insertOneTimeToken(code, replacing: true)
            let verdicts = try await inParallel { _ in try await attempt(code, in: store) }
            try expect(verdicts.count { $0 == .redeemed(code.token) }, is: 1, "the number of redemptions")
            try expect(verdicts.count { $0 == .unknown }, is: crowd - 1, "the number of refusals")
        },
        OneTimeCase("of parallel wrong codes exactly as many are compared as attempts are left") { store in
            let code = oneTime(1, attempts: 5)
            try await store.insertOneTimeToken(code, replacing: true)
            let verdicts = try await inParallel { number in
                try await attempt(code, in: store, digest: UInt8(number + 2))
            }
            let left = verdicts.compactMap { verdict -> Int? in
                guard case .wrong(let attemptsLeft) = verdict else { return nil }
                return attemptsLeft
            }
            try expect(left.sorted(), is: [0, 1, 2, 3, 4], "the attempts left that the callers saw")
            try expect(verdicts.count { $0 == .exhausted }, is: crowd - 5, "the number not compared")
        },
    ]

    private static let oneTimeRemovalCases = [
        OneTimeCase("a new token makes the earlier of its subject and purpose void, and no other") { store in
            let others = [
                oneTime(1, subject: "\u{212a}"), oneTime(2, subject: "K"), oneTime(3, purpose: "other"),
                oneTime(4, attempts: 5),
            ]
            for record in others { try await store.insertOneTimeToken(record, replacing: true) }
            let (first, second, third) = (oneTime(5), oneTime(6), oneTime(7))
            try await store.insertOneTimeToken(first, replacing: true)
            try await store.insertOneTimeToken(second, replacing: false)
            try expect(try await store.oneTimeToken(digest: first.digest), is: first.token, "one kept")
            try await store.insertOneTimeToken(third, replacing: true)
            try expect(try await redeem(first, in: store), is: nil, "the first")
            try expect(try await redeem(second, in: store), is: nil, "the second")
            try expect(try await redeem(third, in: store), is: third.token, "the newest")
            for other in others.dropLast() {
                try expect(try await redeem(other, in: store), is: other.token, "another's")
            }
            try expect(
                try await attempt(others[3], in: store),
                is: .redeemed(others[3].token),
                "the subject's code"
            )
        },
        OneTimeCase("a new code takes the place of the earlier one, with attempts of its own") { store in
            let (first, second) = (oneTime(1, attempts: 1), oneTime(2, attempts: 5))
            try await store.insertOneTimeToken(first, replacing: true)
            _ = try await attempt(first, in: store, digest: 9)
            // A code always replaces: two could not be told apart by purpose and subject.
            try await store.insertOneTimeToken(second, replacing: false)
            let verdict = try await attempt(second, in: store, digest: 1)
            try expect(verdict, is: .wrong(attemptsLeft: 4), "the earlier code")
            try expect(try await attempt(second, in: store), is: .redeemed(second.token), "the new code")
        },
        OneTimeCase("what a subject has for a purpose is removed together") { store in
            let (token, code, other) = (oneTime(1), oneTime(2, attempts: 5), oneTime(3, subject: "b"))
            for record in [token, code, other] {
                try await store.insertOneTimeToken(record, replacing: false)
            }
            try await store.removeOneTimeTokens(subject: "a", purpose: "reset")
            try expect(try await redeem(token, in: store), is: nil, "the token")
            try expect(try await attempt(code, in: store), is: .unknown, "the code")
            try expect(try await redeem(other, in: store), is: other.token, "another's token")
        },
        OneTimeCase("what has expired is removed, and what has not stays") { store in
            let (token, code) = (oneTime(1), oneTime(2, attempts: 5))
            let later = oneTime(3, subject: "b", lifetime: 901)
            for record in [token, code, later] {
                try await store.insertOneTimeToken(record, replacing: true)
            }
            try await store.removeOneTimeTokens(expiredAt: token.token.expiresAt)
            try expect(try await store.oneTimeToken(digest: token.digest), is: nil, "the token")
            try expect(try await attempt(code, in: store), is: .unknown, "the code")
            let found = try await store.oneTimeToken(digest: later.digest)
            try expect(found, is: later.token, "the one that lives on")
        },
    ]

    static func oneTime(
        _ seed: UInt8,
        binding: String? = nil,
        claims: JSONObject = .empty,
        subject: String = "a",
        purpose: OneTimePurpose = "reset",
        lifetime: TimeInterval = 900,
        attempts: Int? = nil
    ) -> StoredOneTimeToken {
        let token = OneTimeToken(
            purpose: purpose,
            subject: subject,
            binding: binding,
            claims: claims,
            createdAt: storeTime,
            expiresAt: storeTime + lifetime
        )
        return StoredOneTimeToken(digest: Fixture.octets(seed), token: token, attemptsLeft: attempts)
    }

    private static func redeem(
        _ record: StoredOneTimeToken,
        in store: any OneTimeTokenStorage,
        purpose: OneTimePurpose? = nil,
        binding: String?? = nil,
        at now: Date = storeTime
    ) async throws -> OneTimeToken? {
        try await store.redeemOneTimeToken(
            digest: record.digest,
            purpose: purpose ?? record.token.purpose,
            binding: binding ?? record.token.binding,
            at: now
        )
    }

    private static func attempt(
        _ record: StoredOneTimeToken,
        in store: any OneTimeTokenStorage,
        digest: UInt8? = nil,
        purpose: OneTimePurpose? = nil,
        subject: String? = nil,
        binding: String?? = nil,
        at now: Date = storeTime
    ) async throws -> OneTimeCodeVerdict {
        try await store.redeemOneTimeCode(
            digest: digest.map { Fixture.octets($0) } ?? record.digest,
            purpose: purpose ?? record.token.purpose,
            subject: subject ?? record.token.subject,
            binding: binding ?? record.token.binding,
            at: now
        )
    }
}

/// The moment at which the cases of stores take place that are told the time.
let storeTime = Date(timeIntervalSince1970: 1_800_000_000)
