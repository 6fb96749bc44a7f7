import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct LoginThrottleTests {
    private let digest: [UInt8] = Array(repeating: 7, count: 16)

    private func reserve(_ throttle: LoginThrottle, _ fixture: Fixture) async throws -> Int? {
        try await fixture.storage.transaction { [digest] tx in
            try throttle.reserve(digest: digest, account: nil, in: tx)
        }
    }

    @Test(
        "waits not at all for 4 failures, then 1, 2, 4 … up to 900 s",
        arguments: [
            (0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (14, 512), (15, 900), (16, 900),
            (99, 900), (Int.max, 900),
        ]
    )
    func waits(_ failures: Int, _ seconds: Int) {
        #expect(LoginThrottle().wait(afterFailures: failures) == seconds)
    }

    @Test("lets five failures through at once and then asks for more and more patience")
    func patience() async throws {
        let fixture = try await Fixture()
        let throttle = LoginThrottle()
        for _ in 0..<5 { #expect(try await reserve(throttle, fixture) == nil) }
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            #expect(try await reserve(throttle, fixture) == wait)
            fixture.clock.advance(by: Double(wait) - 0.001)
            #expect(try await reserve(throttle, fixture) == 1)
            fixture.clock.advance(by: 0.001)
            #expect(try await reserve(throttle, fixture) == nil)
        }
    }

    @Test("gives an attempt back, and its wait")
    func release() async throws {
        let fixture = try await Fixture()
        let throttle = LoginThrottle(freeFailures: 2)
        for _ in 0..<2 { #expect(try await reserve(throttle, fixture) == nil) }
        #expect(try await reserve(throttle, fixture) == 1)
        try await fixture.storage.transaction { [digest] tx in
            try throttle.release(digest: digest, in: tx)
            try throttle.release(digest: Array(repeating: 8, count: 16), in: tx)
        }
        #expect(try await reserve(throttle, fixture) == nil)
        #expect(try await reserve(throttle, fixture) == 1)
    }

    @Test("lets nobody in by password after 100 failures, however long they wait")
    func lock() async throws {
        let fixture = try await Fixture()
        let throttle = LoginThrottle()
        for _ in 0..<100 {
            #expect(try await reserve(throttle, fixture) == nil)
            fixture.clock.advance(by: 900)
        }
        fixture.clock.advance(by: 30 * 86_400)
        #expect(try await reserve(throttle, fixture) == 900)
        try await fixture.storage.transaction { [digest] tx in try tx.loginFailures.clear(digest) }
        #expect(try await reserve(throttle, fixture) == nil)
    }

    @Test("lets five of fifty parallel attempts through")
    func parallel() async throws {
        let fixture = try await Fixture()
        let passed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { try await reserve(LoginThrottle(), fixture) == nil } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(passed == 5)
    }
}
