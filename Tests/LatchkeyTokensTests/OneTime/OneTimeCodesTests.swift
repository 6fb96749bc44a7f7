import Foundation
import LatchkeyTokens
import Testing

struct OneTimeCodesTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let store = MemoryOneTimeTokens()
    private let masterKey = MasterKey()
    private var codes: OneTimeCodes { OneTimeCodes(storage: store, masterKey: masterKey) }

    private func issue() async throws -> String {
        try await codes.issue(purpose: .signInCode, subject: "ada", lifetime: 600, at: start)
    }

    /// A code that differs from `code` in every digit.
    private func wrong(_ code: String) -> String {
        String(code.map { $0 == "9" ? "0" : Character(String((Int(String($0)) ?? 0) + 1)) })
    }

    @Test("a code has six digits and is redeemed once, however it is spaced [E2]")
    func roundTrip() async throws {
        let code = try await issue()
        #expect(code.utf8.count == 6)
        #expect(code.utf8.allSatisfy { (0x30...0x39).contains($0) })
        let typed = " \(code.prefix(3))-\(code.suffix(3)) "
        #expect(
            try await codes.redeem(typed, purpose: .signInCode, subject: "ada", at: start).subject == "ada"
        )
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await codes.redeem(code, purpose: .signInCode, subject: "ada", at: start)
        }
    }

    @Test("after five wrong codes the right one is refused")
    func attempts() async throws {
        let code = try await issue()
        for left in (0..<5).reversed() {
            await #expect(throws: OneTimeTokenError.wrongCode(attemptsLeft: left)) {
                try await codes.redeem(wrong(code), purpose: .signInCode, subject: "ada", at: start)
            }
        }
        await #expect(throws: OneTimeTokenError.attemptsExhausted) {
            try await codes.redeem(code, purpose: .signInCode, subject: "ada", at: start)
        }
    }

    @Test(
        "what is no code costs no attempt",
        arguments: ["", "12345", "1234567", "12345a", "１２３４５６", "12345\n", "+12345", "      "]
    )
    func malformed(_ typed: String) async throws {
        let code = try await issue()
        await #expect(throws: OneTimeTokenError.malformed) {
            try await codes.redeem(typed, purpose: .signInCode, subject: "ada", at: start)
        }
        await #expect(throws: OneTimeTokenError.wrongCode(attemptsLeft: 4)) {
            try await codes.redeem(wrong(code), purpose: .signInCode, subject: "ada", at: start)
        }
    }

    @Test("another server's key makes the same code a wrong one: the store alone does not give it away")
    func keyed() async throws {
        let code = try await issue()
        let other = OneTimeCodes(storage: store, masterKey: MasterKey())
        await #expect(throws: OneTimeTokenError.wrongCode(attemptsLeft: 4)) {
            try await other.redeem(code, purpose: .signInCode, subject: "ada", at: start)
        }
        _ = try await codes.redeem(code, purpose: .signInCode, subject: "ada", at: start)
    }

    @Test("an expired code is refused and named")
    func expired() async throws {
        let code = try await issue()
        await #expect(throws: OneTimeTokenError.expired) {
            try await codes.redeem(code, purpose: .signInCode, subject: "ada", at: start + 600)
        }
    }
}
