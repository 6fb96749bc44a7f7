public import FoundationEssentials

/// Limits attempts of one kind from each network address: over all nodes where they share counts, else in this process.
///
/// This process counts by itself in either case. It refuses what it knows to be too much without asking anybody, and what
/// it has counted still holds when the shared counts cannot be reached.
///
/// ```swift
/// switch try await throttle.admit(address, at: now) {
/// case .refused(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
/// case .admitted(let attempt): wasWrong ? await attempt.count(at: now) : await attempt.release()
/// }
/// ```
public struct AttemptThrottle: Sendable {
    /// Whether an attempt may go on.
    public enum Admission: Sendable {
        /// It may; it has to be counted or given back.
        case admitted(Attempt)
        /// It may not, for so many seconds.
        case refused(retryAfter: Int)
    }

    /// An attempt that is reserved, until it is counted or given back.
    public struct Attempt: Sendable {
        fileprivate let throttle: AttemptThrottle
        fileprivate let address: String
        fileprivate let isShared: Bool

        /// Counts it.
        ///
        /// What the other nodes cannot be told of is counted here at least.
        public func count(at now: Date) async {
            throttle.alone.count(address, at: now)
            guard let shared = throttle.shared else { return }
            try? await shared.counters.count(throttle.place(address, shared), period: throttle.seconds)
        }

        /// Gives it back: it turned out not to count.
        public func release() async {
            throttle.alone.release(address)
            guard isShared, let shared = throttle.shared else { return }
            try? await shared.counters.release(throttle.place(address, shared))
        }
    }

    private let kind: String
    private let limit: Int
    private let period: TimeInterval
    private let alone: AddressThrottle
    private let shared: SharedLimits?

    /// Allows `limit` attempts in `period` seconds for each address.
    ///
    /// - Parameters:
    ///   - kind: what is attempted; throttles of one kind share their counts.
    ///   - limit: how many attempts may count in a window.
    ///   - period: seconds that a window lasts.
    ///   - shared: the counts of all nodes; `nil` for this process alone.
    public init(_ kind: String, limit: Int, period: TimeInterval, shared: SharedLimits?) {
        (self.kind, self.limit, self.period, self.shared) = (kind, limit, period, shared)
        alone = AddressThrottle(limit: limit, period: period)
    }

    /// Reserves an attempt, or refuses it.
    ///
    /// - Throws: the shared counts' error while they cannot be reached, where that is to refuse attempts.
    public func admit(_ address: String, at now: Date) async throws -> Admission {
        if let wait = alone.reserve(address, at: now) { return .refused(retryAfter: wait) }
        guard let shared else { return .admitted(attempt(address, isShared: false)) }
        do {
            let answer = try await shared.decide { counters -> Int in
                // Zero stands for none: nothing at all is what failing open answers.
                try await counters.reserve(place(address, shared), limit: limit, period: seconds) ?? 0
            }
            guard let wait = answer, wait > 0 else {
                return .admitted(attempt(address, isShared: answer != nil))
            }
            alone.release(address)
            return .refused(retryAfter: wait)
        } catch {
            alone.release(address)
            throw error
        }
    }

    /// The seconds to wait when as many attempts count as may; `nil` otherwise.
    ///
    /// Reserves nothing.
    ///
    /// - Throws: the shared counts' error while they cannot be reached, where that is to refuse attempts.
    public func wait(_ address: String, at now: Date) async throws -> Int? {
        if let wait = alone.reserve(address, at: now) { return wait }
        alone.release(address)
        guard let shared else { return nil }
        let wait = try await shared.decide { counters in
            try await counters.wait(place(address, shared), limit: limit) ?? 0
        }
        return wait.flatMap { $0 > 0 ? $0 : nil }
    }

    private var seconds: Int { max(1, Int(period.rounded(.up))) }

    private func attempt(_ address: String, isShared: Bool) -> Attempt {
        Attempt(throttle: self, address: address, isShared: isShared)
    }

    private func place(_ address: String, _ shared: SharedLimits) -> String {
        shared.place(kind, AddressThrottle.network(of: address))
    }
}
