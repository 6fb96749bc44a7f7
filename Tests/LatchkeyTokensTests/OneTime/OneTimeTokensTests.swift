import Crypto
import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

struct OneTimeTokensTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let store = MemoryOneTimeTokens()
    private var tokens: OneTimeTokens { OneTimeTokens(storage: store) }

    @Test("a token is redeemed once, with what was put into it [E2]")
    func roundTrip() async throws {
        let text = try await tokens.issue(
            purpose: .emailVerification,
            subject: "ada",
            binding: "ada@example.org",
            claims: ["next": "/welcome"],
            lifetime: 900,
            at: start
        )
        #expect(text.hasPrefix("lko_"))
        #expect(text.utf8.count == 4 + 48)
        #expect(OneTimeTokens.isIntact(text))
        let token = try await tokens.redeem(
            text,
            purpose: .emailVerification,
            binding: "ada@example.org",
            at: start + 899
        )
        #expect(token.subject == "ada")
        #expect(token.claims["next"] == "/welcome")
        #expect(token.expiresAt == start + 900)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await tokens.redeem(
                text,
                purpose: .emailVerification,
                binding: "ada@example.org",
                at: start + 899
            )
        }
    }

    @Test("of 50 parallel redemptions exactly one wins [E2]")
    func parallel() async throws {
        let tokens = tokens
        let start = start
        let text = try await tokens.issue(purpose: .passwordReset, subject: "ada", lifetime: 900, at: start)
        let outcomes = await withTaskGroup(of: OneTimeTokenError?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do throws(OneTimeTokenError) {
                        _ = try await tokens.redeem(text, purpose: .passwordReset, at: start)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0 == .unknownOrSpent } == 49)
    }

    @Test("names the cause for the log, and leaves the token to whom it belongs")
    func causes() async throws {
        let text = try await tokens.issue(
            purpose: .passwordReset,
            subject: "ada",
            binding: "caf\u{e9}",
            lifetime: 900,
            at: start
        )
        func error(
            _ purpose: OneTimePurpose,
            _ binding: String?,
            after seconds: TimeInterval = 0
        ) async -> OneTimeTokenError? {
            do throws(OneTimeTokenError) {
                _ = try await tokens.redeem(text, purpose: purpose, binding: binding, at: start + seconds)
                return nil
            } catch {
                return error
            }
        }
        #expect(await error(.magicLink, "caf\u{e9}") == .wrongPurpose)
        #expect(await error(.passwordReset, "cafe\u{301}") == .wrongBinding)
        #expect(await error(.passwordReset, nil) == .wrongBinding)
        #expect(await error(.passwordReset, "caf\u{e9}", after: 900) == .expired)
        #expect(await error(.passwordReset, "caf\u{e9}", after: 899.999) == nil)
    }

    @Test("two causes that a client must not tell apart are one answer to it")
    func clientCodes() {
        let causes: [OneTimeTokenError] = [
            .unknownOrSpent, .wrongPurpose, .wrongBinding, .wrongCode(attemptsLeft: 4), .attemptsExhausted,
        ]
        #expect(Set(causes.map(\.clientCode)) == [.invalid])
        #expect(OneTimeTokenError.expired.clientCode == .expired)
        #expect(OneTimeTokenError.storageFailed(reason: "").clientCode == .unavailable)
    }

    @Test("junk is refused without asking the store", arguments: Self.junk)
    func malformed(_ change: Junk) async throws {
        let text = try await OneTimeTokens(storage: MemoryOneTimeTokens())
            .issue(purpose: "p", subject: "a", lifetime: 60, at: start)
        let failing = OneTimeTokens(storage: FailingOneTimeTokens())
        await #expect(throws: OneTimeTokenError.malformed) {
            try await failing.redeem(change.apply(text), purpose: "p", at: start)
        }
        #expect(!OneTimeTokens.isIntact(change.apply(text)))
    }

    struct Junk: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let apply: @Sendable (String) -> String
    }

    static let junk = [
        Junk(testDescription: "nothing") { _ in "" },
        Junk(testDescription: "another kind's prefix") { "lks_" + $0.dropFirst(4) },
        Junk(testDescription: "prefix in capitals") { "LKO_" + $0.dropFirst(4) },
        Junk(testDescription: "a combining mark behind the prefix") { "lko_\u{301}" + $0.dropFirst(4) },
        Junk(testDescription: "one character fewer") { String($0.dropLast()) },
        Junk(testDescription: "one more") { $0 + "A" },
        Junk(testDescription: "padding") { $0 + "=" },
        Junk(testDescription: "a changed character") { text in
            let position = text.index(text.startIndex, offsetBy: 20)
            return text.replacingCharacters(in: position...position, with: text[position] == "A" ? "B" : "A")
        },
        Junk(testDescription: "a line break") { $0 + "\n" },
        Junk(testDescription: "16 KiB") { _ in "lko_" + String(repeating: "A", count: 16_384) },
    ]

    @Test("a store that fails lets nobody through and names the reason")
    func failing() async throws {
        let text = try await tokens.issue(purpose: "p", subject: "a", lifetime: 60, at: start)
        let failing = OneTimeTokens(storage: FailingOneTimeTokens())
        await #expect(throws: OneTimeTokenError.storageFailed(reason: "Down()")) {
            try await failing.redeem(text, purpose: "p", at: start)
        }
        await #expect(throws: OneTimeTokenError.storageFailed(reason: "Down()")) {
            try await failing.issue(purpose: "p", subject: "a", lifetime: 60, at: start)
        }
    }

    @Test("what a store need not take is refused when issuing")
    func tooLarge() async throws {
        let long = String(repeating: "a", count: 513)
        await #expect(throws: OneTimeTokenError.tooLarge) {
            try await tokens.issue(purpose: "p", subject: long, lifetime: 60, at: start)
        }
        await #expect(throws: OneTimeTokenError.tooLarge) {
            try await tokens.issue(purpose: "p", subject: "a", binding: long, lifetime: 60, at: start)
        }
        let claims = try JSONObject(members: [("c", .string(String(repeating: "a", count: 4089)))])
        await #expect(throws: OneTimeTokenError.tooLarge) {
            try await tokens.issue(purpose: "p", subject: "a", claims: claims, lifetime: 60, at: start)
        }
        let fitting = try JSONObject(members: [("c", .string(String(repeating: "a", count: 4088)))])
        _ = try await tokens.issue(purpose: "p", subject: "a", claims: fitting, lifetime: 60, at: start)
    }

    @Test(
        "a lifetime of nothing, less, or no number is over at once",
        arguments: [0, -1, TimeInterval.nan, -TimeInterval.infinity]
    )
    func lifetimes(_ lifetime: TimeInterval) async throws {
        let text = try await tokens.issue(purpose: "p", subject: "a", lifetime: lifetime, at: start)
        await #expect(throws: OneTimeTokenError.expired) {
            try await tokens.redeem(text, purpose: "p", at: start)
        }
    }
}

/// A store that is down.
struct FailingOneTimeTokens: OneTimeTokenStorage {
    struct Down: Error {}

    func insertOneTimeToken(_ record: StoredOneTimeToken, replacing: Bool) async throws { throw Down() }
    func redeemOneTimeToken(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeToken? { throw Down() }
    func redeemOneTimeCode(
        digest: [UInt8],
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeCodeVerdict { throw Down() }
    func oneTimeToken(digest: [UInt8]) async throws -> OneTimeToken? { throw Down() }
    func removeOneTimeTokens(subject: String, purpose: OneTimePurpose) async throws { throw Down() }
    func removeOneTimeTokens(expiredAt now: Date) async throws { throw Down() }
}
