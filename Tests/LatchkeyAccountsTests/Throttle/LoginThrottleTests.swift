import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct LoginThrottleTests {
    private let digest: [UInt8] = Array(repeating: 7, count: 16)

    private func admission(
        _ throttle: LoginThrottle,
        _ fixture: Fixture
    ) async throws
        -> LoginThrottle.Admission
    {
        try await fixture.storage.transaction { [digest] tx in
            try throttle.reserve(digest: digest, account: nil, in: tx)
        }
    }

    /// Makes an attempt that fails at once; returns the seconds to wait when it may not be made.
    private func reserve(_ throttle: LoginThrottle, _ fixture: Fixture) async throws -> Int? {
        guard case .refused(let wait) = try await admission(throttle, fixture) else { return nil }
        return wait
    }

    /// Makes an attempt whose outcome is open.
    private func pending(
        _ throttle: LoginThrottle,
        _ fixture: Fixture
    ) async throws -> LoginThrottle.Reservation {
        guard case .admitted(let reservation) = try await admission(throttle, fixture) else {
            throw AccountError.tooManyAttempts(retryAfter: 0)
        }
        return reservation
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

    private func release(
        _ reservation: LoginThrottle.Reservation,
        _ throttle: LoginThrottle,
        _ fixture: Fixture
    ) async throws {
        try await fixture.storage.transaction { tx in try throttle.release(reservation, in: tx) }
        reservation.presence.end()
    }

    private func record(_ fixture: Fixture) async throws -> LoginFailures? {
        try await fixture.storage.read { [digest] tx in try tx.loginFailures.failures(for: digest) }
    }

    @Test("gives an attempt back, and its wait", arguments: [0, 1, 5, 6, 14])
    func release(_ failures: Int) async throws {
        let fixture = try await Fixture()
        let throttle = LoginThrottle()
        for _ in 0..<failures {
            #expect(try await reserve(throttle, fixture) == nil)
            fixture.clock.advance(by: 1000)
        }
        let before = try await record(fixture)
        let reservation = try await pending(throttle, fixture)
        fixture.clock.advance(by: 0.5)
        try await release(reservation, throttle, fixture)
        #expect(try await record(fixture)?.count == before?.count)
        #expect(try await record(fixture)?.blockedUntil == before?.blockedUntil)
        #expect(try await reserve(throttle, fixture) == nil)
    }

    @Test("giving an earlier attempt back leaves a later one the wait that it has earned")
    func releaseEarlier() async throws {
        let fixture = try await Fixture()
        let throttle = LoginThrottle()
        for _ in 0..<7 {
            #expect(try await reserve(throttle, fixture) == nil)
            fixture.clock.advance(by: 1000)
        }
        let earlier = try await pending(throttle, fixture)
        fixture.clock.advance(by: 8)
        #expect(try await reserve(throttle, fixture) == nil)
        try await release(earlier, throttle, fixture)
        // The later one is the eighth failure now, not the ninth.
        #expect(try await reserve(throttle, fixture) == 8)
    }

    @Test("says one second while an attempt may yet succeed, and the whole wait once it has failed")
    func undecided() async throws {
        let fixture = try await Fixture()
        let throttle = LoginThrottle(freeFailures: 2, lockAfter: 12)
        for _ in 0..<11 {
            #expect(try await reserve(throttle, fixture) == nil)
            fixture.clock.advance(by: 1000)
        }
        let last = try await pending(throttle, fixture)
        #expect(try await reserve(throttle, fixture) == 1)
        fixture.clock.advance(by: 10_000)
        #expect(try await reserve(throttle, fixture) == 1)
        last.presence.end()
        last.presence.end()
        #expect(try await reserve(throttle, fixture) == 900)
    }

    @Test("an attempt that is forgotten is undecided no more")
    func forgotten() {
        let attempts = AttemptsInFlight()
        var presences = [attempts.enter(digest), attempts.enter(digest)]
        presences.removeLast()
        #expect(attempts.contains(digest))
        presences.removeLast()
        #expect(!attempts.contains(digest))
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
