import Foundation

/// Counts what `malloc` is called for, with the help of a preloaded library: jose/allocation_count.c.
public struct AllocationCount: Sendable {
    /// The library is not there.
    public struct NotPreloaded: Error, CustomStringConvertible {
        /// What to do about it.
        public let description = "the counting library is not preloaded; use the script in Scripts"
    }

    private typealias Counter = @convention(c) () -> UInt64

    private let counter: Counter

    /// Finds the preloaded library.
    public init() throws {
        guard let symbol = dlsym(nil, "latchkey_allocations") else { throw NotPreloaded() }
        // The library declares it as `uint64_t latchkey_allocations(void)`.
        counter = unsafeBitCast(symbol, to: Counter.self)
    }

    /// How often a piece of work allocates, once everything has been used for the first time.
    public func perCall(_ work: () throws -> Void) rethrows -> Double {
        for _ in 0..<100 { try work() }
        let before = counter()
        for _ in 0..<1000 { try work() }
        return Double(counter() - before) / 1000
    }

    /// How often a piece of work that may suspend allocates.
    public func perCall(_ work: () async throws -> Void) async rethrows -> Double {
        for _ in 0..<100 { try await work() }
        let before = counter()
        for _ in 0..<1000 { try await work() }
        return Double(counter() - before) / 1000
    }
}
