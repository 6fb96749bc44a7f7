public import CoreMetrics
import FoundationEssentials
public import LatchkeyTokens

/// Limits that hold over all nodes together: where they are counted, and what becomes of them when that is gone.
///
/// Network addresses are digested under the master key first: whoever sees the counts learns nobody's.
public struct SharedLimits: Sendable {
    /// By whom it was decided whether an attempt may go on.
    private enum Decision: String, CaseIterable {
        /// By the counts of all nodes.
        case shared
        /// By this node alone, since those could not be reached.
        case alone
        /// By nobody: it was refused for that reason.
        case refused
    }

    /// What becomes of an attempt that cannot be counted for all nodes.
    public let onFailure: SharedLimitsFailure
    let counters: any AttemptCounters
    private let digest: KeyedDigest
    private let decisions: [Decision: Counter]

    /// Puts them together.
    ///
    /// - Parameters:
    ///   - counters: the counts of all nodes.
    ///   - onFailure: what becomes of an attempt while they cannot be reached.
    ///   - masterKey: what addresses are digested with; the same on every node.
    ///   - metrics: where decisions are counted, as `latchkey.limits.shared`.
    public init(
        _ counters: any AttemptCounters,
        onFailure: SharedLimitsFailure,
        masterKey: MasterKey,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        (self.counters, self.onFailure) = (counters, onFailure)
        digest = KeyedDigest(masterKey)
        decisions = Dictionary(
            uniqueKeysWithValues: Decision.allCases.map { decision in
                let dimensions = [("decided_by", decision.rawValue)]
                return (
                    decision,
                    Counter(label: "latchkey.limits.shared", dimensions: dimensions, factory: metrics)
                )
            }
        )
    }

    /// Checks that the counts can be reached.
    public func check() async throws { try await counters.check() }

    /// What is known of the counts without asking.
    public var status: AttemptCountersStatus { counters.status }

    /// Where attempts of one kind from one network are counted.
    func place(_ kind: String, _ network: String) -> String {
        let octets = digest("limit", kind, network)
        return kind + ":"
            + octets.map { octet in (octet < 16 ? "0" : "") + String(octet, radix: 16) }.joined()
    }

    /// What the counts say of an attempt; `nil` where this node is to decide alone.
    ///
    /// - Throws: the counts' error when that is not wanted.
    func decide<Answer: Sendable>(_ ask: (any AttemptCounters) async throws -> Answer) async throws -> Answer?
    {
        do {
            let answer = try await ask(counters)
            decisions[.shared]?.increment()
            return answer
        } catch {
            decisions[onFailure == .open ? .alone : .refused]?.increment()
            guard onFailure == .open else { throw error }
            return nil
        }
    }
}
