import Foundation
import LatchkeyTokens
import StorageConformance
import Testing

struct MemoryOpaqueSessionsTests {
    @Test(
        "does what every store of opaque sessions has to do [A7] [C3]",
        arguments: StorageConformance.opaqueSessionCases
    )
    func conforms(_ conformance: StoreCase<any OpaqueSessionStorage>) async throws {
        try await conformance.run(on: MemoryOpaqueSessions())
    }

    @Test("full of live sessions it refuses a new one and forgets none; an ended one makes room")
    func full() async throws {
        let start = Date(timeIntervalSince1970: 1_790_000_000)
        let store = MemoryOpaqueSessions(capacity: 2)
        let sessions = OpaqueSessions(storage: store, idleLifetime: 60)
        let first = try await sessions.start(TokenGrant(subject: "a"), at: start)
        let second = try await sessions.start(TokenGrant(subject: "b"), at: start + 30)
        await #expect(throws: OpaqueSessionError.storeFull) {
            try await sessions.start(TokenGrant(subject: "c"), at: start + 59)
        }
        // In the place of the one that it replaces there is always room.
        let third = try await sessions.start(
            TokenGrant(subject: "b"),
            replacing: second.token,
            at: start + 59
        )
        _ = try await sessions.start(TokenGrant(subject: "d"), at: start + 60)
        #expect(store.count == 2)
        await #expect(throws: TokenError(.invalid)) { try await sessions.resolve(first.token, at: start) }
        #expect(try await sessions.resolve(third.token, at: start + 60).subject == "b")
    }
}
