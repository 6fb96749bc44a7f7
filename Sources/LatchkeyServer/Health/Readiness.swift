import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization

/// Whether requests should be sent to this server, and if not, which part of it is in the way.
///
/// The database is tried with a commit, since a full disk reads as well as an empty one; once a second at most,
/// however many ask. What nodes share besides is in the way only where nothing may be done without it.
///
/// ```swift
/// let faults = await services.readiness.faults()
/// ```
public final class Readiness: Sendable {
    /// A part of the server that is not ready.
    public struct Fault: Sendable, Equatable {
        /// `server`, `database`, `master_key`, `keys` or `redis`.
        public let part: String
        /// One sentence for whoever runs the server.
        public let sentence: String
        /// Seconds after which to ask again.
        let retryAfter: Int
        /// What the log is told besides.
        var cause: String?

        /// It ends, and takes no new work.
        static let draining = Fault(
            part: "server",
            sentence: "The server is shutting down.",
            retryAfter: 5
        )
        /// Nothing could be signed.
        static let noKey = Fault(
            part: "keys",
            sentence: "No signing key is active.",
            retryAfter: 5
        )

        /// What is encrypted could not be read.
        static let otherMasterKey = Fault(
            part: "master_key",
            sentence:
                "The master key of the database was exchanged, and this node does not have the new one.",
            retryAfter: 1
        )

        static func limits(_ error: any Error, _ onFailure: SharedLimitsFailure) -> Fault {
            let consequence =
                switch onFailure {
                case .open: "this node limits attempts by itself."
                case .closed: "whatever is limited is refused."
                }
            return Fault(
                part: "redis",
                sentence: "Redis does not answer: \(consequence)",
                retryAfter: 1,
                cause: "\(error)"
            )
        }

        static func database(_ error: any Error) -> Fault {
            let fault = (error as? any StorageFaultError)?.storageFault ?? .failing
            return Fault(
                part: "database",
                sentence: fault.sentence,
                retryAfter: fault.retryAfter,
                cause: "\(error)"
            )
        }
    }

    /// What was found out by asking others.
    private struct Findings {
        var database: Fault?
        var limits: Fault?
        var isOfOtherKey = false
    }

    private struct State {
        var isDraining = false
        var probe: Task<Findings, Never>?
        var probedAt: ContinuousClock.Instant?
    }

    /// How long the outcome of a commit is good for.
    private static let memory = Duration.seconds(1)

    private let storage: any AccountStorage
    private let keys: KeyRing
    private let masterKey: MasterKey?
    private let limits: SharedLimits?
    private let state = Mutex(State())

    /// Watches a database and its signing keys.
    init(storage: any AccountStorage, keys: KeyRing, masterKey: MasterKey? = nil, limits: SharedLimits? = nil)
    {
        self.storage = storage
        self.keys = keys
        self.masterKey = masterKey
        self.limits = limits
    }

    /// Says from now on that the server is ending, so that nobody sends it anything new.
    public func drain() { state.withLock { $0.isDraining = true } }

    /// Whether the server is ending.
    public var isDraining: Bool { state.withLock { $0.isDraining } }

    /// What is in the way; empty when the server is ready.
    public func faults() async -> [Fault] {
        guard !isDraining else { return [.draining] }
        var faults: [Fault] = []
        let findings = await probe().value
        if let fault = findings.database { faults.append(fault) }
        if let fault = findings.limits, limits?.onFailure == .closed { faults.append(fault) }
        if findings.isOfOtherKey { faults.append(.otherMasterKey) }
        if keys.activeKey(at: Date()) == nil { faults.append(.noKey) }
        return faults
    }

    /// What does not work, and is not in the way: the server is ready without it.
    public func shortcomings() async -> [Fault] {
        guard limits?.onFailure == .open, let fault = await probe().value.limits else { return [] }
        return [fault]
    }

    /// The look that is under way, the one that has just been, or a new one.
    private func probe() -> Task<Findings, Never> {
        state.withLock { state in
            let now = ContinuousClock.now
            if let probe = state.probe, let probedAt = state.probedAt, now - probedAt < Self.memory {
                return probe
            }
            let probe = Task { [storage, masterKey, limits] in
                async let limitsFault = Self.fault(of: limits)
                var findings = Findings()
                do {
                    try await storage.checkWritable()
                    if let masterKey, let binding = try await storage.masterKeyBinding() {
                        findings.isOfOtherKey = !binding.fits(masterKey)
                    }
                } catch {
                    findings.database = .database(error)
                }
                findings.limits = await limitsFault
                return findings
            }
            state.probe = probe
            state.probedAt = now
            return probe
        }
    }

    private static func fault(of limits: SharedLimits?) async -> Fault? {
        guard let limits else { return nil }
        do {
            try await limits.check()
            return nil
        } catch {
            return .limits(error, limits.onFailure)
        }
    }
}
