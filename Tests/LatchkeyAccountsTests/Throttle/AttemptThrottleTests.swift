import Foundation
import LatchkeyTokens
import Synchronization
import Testing

@testable import LatchkeyAccounts

/// Limits by address, for one process and for many.
struct AttemptThrottleTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func throttle(
        _ counters: (any AttemptCounters)?,
        _ onFailure: SharedLimitsFailure = .closed,
        kind: String = "login"
    ) -> AttemptThrottle {
        let shared = counters.map { SharedLimits($0, onFailure: onFailure, masterKey: Self.masterKey) }
        return AttemptThrottle(kind, limit: 2, period: 60, shared: shared)
    }

    private static let masterKey = MasterKey()

    /// The seconds to wait; `nil` for an attempt that went on, and counts.
    private func fail(_ throttle: AttemptThrottle, from address: String = "192.0.2.1") async throws -> Int? {
        switch try await throttle.admit(address, at: now) {
        case .refused(let wait): return wait
        case .admitted(let attempt):
            await attempt.count(at: now)
            return nil
        }
    }

    @Test("counts in this process where nothing is shared [B8]")
    func alone() async throws {
        let throttle = throttle(nil)
        #expect(try await fail(throttle) == nil)
        #expect(try await throttle.wait("192.0.2.1", at: now) == nil)
        #expect(try await fail(throttle) == nil)
        #expect(try await fail(throttle) == 60)
        #expect(try await throttle.wait("192.0.2.1", at: now) == 60)
        #expect(try await fail(throttle, from: "192.0.2.2") == nil)
    }

    @Test("counts over all nodes, each kind apart, and asks nobody about what it knows to be too much [B8]")
    func shared() async throws {
        let counters = MemoryCounters()
        let (here, there) = (throttle(counters), throttle(counters))
        #expect(try await fail(here) == nil)
        #expect(try await fail(there) == nil)
        #expect(try await fail(here) == 60)
        #expect(try await there.wait("192.0.2.1", at: now) == 60)
        #expect(try await fail(throttle(counters, kind: "mail")) == nil)
        let known = throttle(counters)
        for _ in 0..<2 { #expect(try await fail(known, from: "192.0.2.9") == nil) }
        let asked = counters.requests
        #expect(try await fail(known, from: "192.0.2.9") == 60)
        #expect(counters.requests == asked)
    }

    @Test("what turned out not to count is given back on all nodes [B8]")
    func release() async throws {
        let counters = MemoryCounters()
        let (here, there) = (throttle(counters), throttle(counters))
        for _ in 0..<3 {
            guard case .admitted(let one) = try await here.admit("192.0.2.1", at: now),
                case .admitted(let other) = try await there.admit("192.0.2.1", at: now)
            else {
                Issue.record("refused")
                return
            }
            guard case .refused(1) = try await there.admit("192.0.2.1", at: now) else {
                Issue.record("not refused for as long as they are undecided")
                return
            }
            await one.release()
            await other.release()
        }
        #expect(counters.isEmpty)
    }

    @Test(
        "without the shared counts: open counts here, closed refuses; neither loses what it had counted [B8]"
    )
    func failure() async throws {
        let counters = MemoryCounters()
        let (open, closed) = (throttle(counters, .open), throttle(counters, .closed))
        #expect(try await fail(open) == nil)
        #expect(try await fail(closed, from: "192.0.2.2") == nil)
        counters.isGone = true
        #expect(try await fail(open) == nil)
        #expect(try await fail(open) == 60)
        for _ in 0..<3 {
            await #expect(throws: MemoryCounters.Gone.self) { try await fail(closed, from: "192.0.2.2") }
            await #expect(throws: MemoryCounters.Gone.self) { try await closed.wait("192.0.2.2", at: now) }
        }
        counters.isGone = false
        #expect(try await fail(closed, from: "192.0.2.2") == nil)
        #expect(try await fail(closed, from: "192.0.2.2") == 60)
        // What the others were not told of is no reservation of theirs to give back.
        counters.isGone = true
        let other = throttle(counters, .open)
        guard case .admitted(let attempt) = try await other.admit("192.0.2.3", at: now) else {
            Issue.record("refused")
            return
        }
        counters.isGone = false
        guard case .admitted = try await throttle(counters).admit("192.0.2.3", at: now) else {
            Issue.record("refused")
            return
        }
        await attempt.release()
        #expect(counters.pending == 1)
    }
}

/// Counts of all nodes in memory, which can be taken away; a window never ends.
final class MemoryCounters: AttemptCounters {
    struct Gone: Error, TransientStorageFailure {
        let isTransient = true
    }

    private struct State {
        var counted: [String: Int] = [:]
        var pending: [String: Int] = [:]
        var requests = 0
        var isGone = false
    }

    private let state = Mutex(State())

    var requests: Int { state.withLock { $0.requests } }
    var isEmpty: Bool { state.withLock { $0.counted.isEmpty && $0.pending.values.allSatisfy { $0 == 0 } } }
    var pending: Int { state.withLock { $0.pending.values.reduce(0, +) } }
    var isGone: Bool {
        get { state.withLock { $0.isGone } }
        set { state.withLock { $0.isGone = newValue } }
    }

    var status: AttemptCountersStatus {
        var status = AttemptCountersStatus()
        (status.isReachable, status.answered) = (!isGone, requests)
        return status
    }

    private func asked<Result>(_ body: (inout State) -> Result) throws(Gone) -> Result {
        try state.withLock { state throws(Gone) in
            guard !state.isGone else { throw Gone() }
            state.requests += 1
            return body(&state)
        }
    }

    func reserve(_ place: String, limit: Int, period: Int) async throws -> Int? {
        try asked { state in
            guard state.counted[place, default: 0] < limit else { return period }
            guard state.counted[place, default: 0] + state.pending[place, default: 0] < limit else {
                return 1
            }
            state.pending[place, default: 0] += 1
            return nil
        }
    }

    func wait(_ place: String, limit: Int) async throws -> Int? {
        try asked { $0.counted[place, default: 0] < limit ? nil : 60 }
    }

    func count(_ place: String, period: Int) async throws {
        try asked { state in
            state.pending[place, default: 0] = max(0, state.pending[place, default: 0] - 1)
            state.counted[place, default: 0] += 1
        }
    }

    func release(_ place: String) async throws {
        try asked { $0.pending[place, default: 0] -= 1 }
    }

    func check() async throws { try asked { _ in } }
}
