import Foundation
import Testing

@testable import LatchkeyAccounts

struct AddressThrottleTests {
    private let start = Fixture.start

    /// Reserves an event and counts it at once.
    private func count(_ throttle: AddressThrottle, _ address: String, at now: Date) -> Int? {
        if let wait = throttle.reserve(address, at: now) { return wait }
        throttle.count(address, at: now)
        return nil
    }

    @Test("lets its limit through, then says how long to wait, then begins anew")
    func window() {
        let throttle = AddressThrottle(limit: 3, period: 60)
        for _ in 0..<3 { #expect(count(throttle, "192.0.2.1", at: start) == nil) }
        #expect(count(throttle, "192.0.2.1", at: start) == 60)
        #expect(count(throttle, "192.0.2.1", at: start + 59.5) == 1)
        #expect(count(throttle, "192.0.2.2", at: start + 59.5) == nil)
        #expect(count(throttle, "192.0.2.1", at: start + 60) == nil)
        #expect(count(throttle, "192.0.2.1", at: start + 119) == nil)
    }

    @Test("undecided events are in the way like counted ones, but for a second only")
    func pending() {
        let throttle = AddressThrottle(limit: 2, period: 60)
        for _ in 0..<2 { #expect(throttle.reserve("192.0.2.1", at: start) == nil) }
        #expect(throttle.reserve("192.0.2.1", at: start) == 1)
        throttle.count("192.0.2.1", at: start)
        #expect(throttle.reserve("192.0.2.1", at: start) == 1)
        throttle.count("192.0.2.1", at: start)
        #expect(throttle.reserve("192.0.2.1", at: start) == 60)
    }

    @Test("an event counts in the window in which it is decided")
    func decidedLater() {
        let throttle = AddressThrottle(limit: 1, period: 60)
        #expect(throttle.reserve("192.0.2.1", at: start) == nil)
        #expect(throttle.reserve("192.0.2.1", at: start + 90) == 1)
        throttle.count("192.0.2.1", at: start + 100)
        #expect(throttle.reserve("192.0.2.1", at: start + 101) == 59)
    }

    @Test("takes back what did not count, and no more than was reserved")
    func release() {
        let throttle = AddressThrottle(limit: 1, period: 60)
        throttle.release("192.0.2.1")
        #expect(throttle.reserve("192.0.2.1", at: start) == nil)
        throttle.release("192.0.2.1")
        throttle.release("192.0.2.1")
        throttle.count("192.0.2.1", at: start)
        #expect(throttle.size == 0)
        #expect(count(throttle, "192.0.2.1", at: start) == nil)
        throttle.release("192.0.2.1")
        #expect(throttle.reserve("192.0.2.1", at: start) == 60)
    }

    @Test(
        "counts an IPv4 address alone and an IPv6 address by its /64",
        arguments: [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8::1", "2001:db8:0:0::/64"),
            ("2001:db8::1:2:3:4", "2001:db8:0:0::/64"),
            ("::1", "0:0:0:0::/64"),
            ("fe80::1%eth0", "fe80:0:0:0::/64"),
            ("", ""),
        ]
    )
    func network(_ address: String, _ network: String) {
        #expect(AddressThrottle.network(of: address) == network)
    }

    @Test(
        "never crashes on what is no address",
        arguments: [":", "::", ":::", "1::2::3", "%", "a:b", ":.", "1:2:3:4:5:6:7:8:9"]
    )
    func junk(_ address: String) {
        #expect(AddressThrottle(limit: 1, period: 60).reserve(address, at: start) == nil)
    }

    @Test("counts one household of IPv6 addresses together")
    func household() {
        let throttle = AddressThrottle(limit: 2, period: 60)
        #expect(count(throttle, "2001:db8::1", at: start) == nil)
        #expect(count(throttle, "2001:db8::2", at: start) == nil)
        #expect(count(throttle, "2001:db8::3", at: start) == 60)
        #expect(count(throttle, "2001:db8:0:1::3", at: start) == nil)
    }

    @Test("remembers 65,536 addresses at most, those whose window is open first")
    func bounded() {
        let throttle = AddressThrottle(limit: 1, period: 60)
        for number in 0..<65_534 { _ = count(throttle, "old \(number)", at: start) }
        #expect(throttle.reserve("192.0.2.3", at: start) == nil)
        #expect(count(throttle, "192.0.2.1", at: start + 30) == nil)
        // Full: the windows that are over go, the open one stays, and so does the undecided event.
        #expect(count(throttle, "192.0.2.2", at: start + 60) == nil)
        #expect(count(throttle, "192.0.2.1", at: start + 60) == 30)
        #expect(count(throttle, "192.0.2.3", at: start + 60) == 1)
        #expect(throttle.size == 3)
        for number in 0..<70_000 { _ = count(throttle, "new \(number)", at: start + 60) }
        #expect(throttle.size <= 65_536)
    }
}
