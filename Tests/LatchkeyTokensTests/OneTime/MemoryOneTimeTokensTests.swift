import Foundation
import LatchkeyTokens
import StorageConformance
import Testing

struct MemoryOneTimeTokensTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    @Test(
        "does what every store of one-time tokens has to do [E2]",
        arguments: StorageConformance.oneTimeTokenCases
    )
    func conforms(_ conformance: StoreCase<any OneTimeTokenStorage>) async throws {
        try await conformance.run(on: MemoryOneTimeTokens())
    }

    @Test("full of live tokens it refuses a new one and forgets none; an expired one makes room")
    func full() async throws {
        let store = MemoryOneTimeTokens(capacity: 2)
        let tokens = OneTimeTokens(storage: store)
        let codes = OneTimeCodes(storage: store, masterKey: MasterKey())
        let first = try await tokens.issue(purpose: "p", subject: "a", lifetime: 60, at: start)
        let code = try await codes.issue(purpose: "p", subject: "a", lifetime: 90, at: start)
        await #expect(throws: OneTimeTokenError.storeFull) {
            try await tokens.issue(purpose: "p", subject: "b", lifetime: 60, at: start + 59)
        }
        // In the place of one's own earlier one there is always room.
        let second = try await tokens.issue(purpose: "p", subject: "a", lifetime: 60, at: start)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await tokens.redeem(first, purpose: "p", at: start)
        }
        let third = try await tokens.issue(purpose: "p", subject: "b", lifetime: 60, at: start + 60)
        #expect(store.count == 2)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await tokens.redeem(second, purpose: "p", at: start)
        }
        #expect(try await tokens.redeem(third, purpose: "p", at: start + 60).subject == "b")
        #expect(try await codes.redeem(code, purpose: "p", subject: "a", at: start + 60).subject == "a")
        #expect(store.count == 0)
    }
}
