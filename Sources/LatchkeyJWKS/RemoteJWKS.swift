public import CoreMetrics
import LatchkeyJOSE
public import LatchkeyTokens
public import Logging
import Synchronization

/// The keys of an issuer elsewhere, fetched from its JWK Set address (RFC 7517 §5).
///
/// ```swift
/// let keys = try RemoteJWKS(issuer: "https://id.example")
/// let verifier = TokenVerifier(keys: keys, issuer: "https://id.example", audience: "https://notes.example")
/// ```
///
/// It works lazily: the first token makes it fetch. Run as a service beside the application it fetches at start and
/// before the set goes stale, so that no request ever waits.
///
/// - The issuer's `Cache-Control` and `ETag` are honoured within the bounds of ``FreshnessPolicy``.
/// - At most one fetch is under way. A token with an unknown `kid` causes one, but not within the cool-down after the
///   last, so that made-up identifiers cannot make it hammer the issuer.
/// - When a fetch fails the last good set stays in use, until it is older than the policy's hard age.
/// - Refused: addresses other than https (http on loopback hosts is fine), redirects, answers over 1 MiB or slower
///   than 5 s, sets that RFC 7517 forbids. Keys published with their private or symmetric part are left out.
///
/// What goes wrong is told to the log; verification only ever sees a key that is known or not.
///
/// What happens is told to swift-metrics, each with the dimension `url`, the address:
///
/// - `latchkey.jwks.fetches`, a counter: finished fetches, with the dimension `outcome`: `changed` and `unchanged` for a
///   usable answer, and for a failure `redirected`, `unexpected_status`, `too_large`, `timed_out`, `unreachable` or
///   `invalid`.
/// - `latchkey.jwks.unknown_keys`, a counter: calls of ``refresh(for:)`` for a key that is not in the set.
/// - `latchkey.jwks.cool_down_refusals`, a counter: those of them for which nobody was asked, because the last fetch was
///   too recent.
/// - `latchkey.jwks.age`, a gauge: seconds since the last answer that confirmed the set, told after each fetch and at most
///   once a second when the keys are read. Nothing before the first answer; at the hard age it goes on growing, while no
///   key is trusted any more.
public final class RemoteJWKS: KeySource {
    private let request: KeySetRequest
    private let logger: Logger
    private let metrics: KeySetMetrics
    private let elapsed: @Sendable () -> Duration
    let sleep: @Sendable (Duration) async throws -> Void
    private let state: Mutex<KeySetState>

    /// Prepares to fetch the keys of a Latchkey issuer from `/.well-known/jwks.json` below it.
    ///
    /// - Parameters:
    ///   - issuer: the issuer as it stands in its tokens.
    ///   - policy: how long a set is fresh, and how long it may be used.
    ///   - logger: told about failures and changes.
    ///   - metrics: makes the counters and the gauge; by default what the process has chosen so far.
    ///   - clock: measures the ages.
    /// - Throws: ``RemoteJWKSError/insecureURL(_:)``.
    public convenience init(
        issuer: String,
        policy: FreshnessPolicy = FreshnessPolicy(),
        logger: Logger = Logger(label: "latchkey.jwks"),
        metrics: any MetricsFactory = MetricsSystem.factory,
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(RemoteJWKSError) {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        try self.init(
            url: base + "/.well-known/jwks.json",
            policy: policy,
            logger: logger,
            metrics: metrics,
            clock: clock
        )
    }

    /// Prepares to fetch keys from an address; nothing is fetched yet.
    ///
    /// - Parameters:
    ///   - url: the address of the JWK Set.
    ///   - policy: how long a set is fresh, and how long it may be used.
    ///   - timeout: the longest a fetch may take, from the connection to the last octet.
    ///   - sizeLimit: the longest answer in octets.
    ///   - logger: told about failures and changes.
    ///   - metrics: makes the counters and the gauge; by default what the process has chosen so far.
    ///   - clock: measures the ages.
    /// - Throws: ``RemoteJWKSError/insecureURL(_:)``.
    public init(
        url: String,
        policy: FreshnessPolicy = FreshnessPolicy(),
        timeout: Duration = .seconds(5),
        sizeLimit: Int = 1024 * 1024,
        logger: Logger = Logger(label: "latchkey.jwks"),
        metrics: any MetricsFactory = MetricsSystem.factory,
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(RemoteJWKSError) {
        request = try KeySetRequest(url: url, timeout: timeout, sizeLimit: sizeLimit)
        self.logger = logger
        self.metrics = KeySetMetrics(url: url, factory: metrics)
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
        state = Mutex(KeySetState(policy: policy))
    }

    /// The keys to verify with now; none before the first fetch and after the hard age.
    ///
    /// Reading a stale set starts a fetch in the background and does not wait for it.
    public var current: KeySnapshot {
        let now = elapsed()
        let (snapshot, age) = state.withLock { state in
            if state.distrust(at: now) { logDistrust() }
            if now >= state.nextFetch { _ = startFetch(&state, at: now) }
            return (state.snapshot, state.ageToTell(at: now))
        }
        if let age { metrics.record(age: age) }
        return snapshot
    }

    /// Fetches the set unless the key is known already or the cool-down lasts, and returns when that is done.
    ///
    /// - Parameter keyID: the `kid` that no key had.
    public func refresh(for keyID: String?) async {
        let now = elapsed()
        let (isKnown, fetch) = state.withLock { state -> (Bool, Task<Void, Never>?) in
            // Keys beyond the hard age are not known any more.
            if state.distrust(at: now) { logDistrust() }
            if let keyID, state.holds(keyID: keyID) { return (true, nil) }
            guard state.fetch != nil || state.mayFetchForUnknownKey(at: now) else { return (false, nil) }
            return (false, startFetch(&state, at: now))
        }
        guard !isKnown else { return }
        metrics.countUnknownKey()
        guard let fetch else { return metrics.countCoolDownRefusal() }
        await fetch.value
    }

    /// Fetches when that is due; returns how long to wait for the next time.
    func refreshIfDue() async -> Duration {
        let now = elapsed()
        let fetch = state.withLock { state in
            now >= state.nextFetch ? startFetch(&state, at: now) : state.fetch
        }
        await fetch?.value
        return state.withLock { $0.nextFetch } - elapsed()
    }

    private func startFetch(_ state: inout KeySetState, at now: Duration) -> Task<Void, Never> {
        if let fetch = state.fetch { return fetch }
        let entityTag = state.entityTag
        // Not a child of the request that asked first: others wait for it too.
        let fetch = Task { await self.fetch(ifNoneMatch: entityTag, askedAt: now) }
        state.fetch = fetch
        return fetch
    }

    private func fetch(ifNoneMatch entityTag: String?, askedAt: Duration) async {
        do throws(RemoteJWKSError) {
            let answer = try await request.answer(ifNoneMatch: entityTag)
            let newCount = state.withLock { state -> Int? in
                state.fetch = nil
                let changed = state.take(answer, askedAt: askedAt)
                return changed ? state.snapshot.keys.keys.count : nil
            }
            metrics.count(newCount == nil ? .unchanged : .changed)
            if let newCount { logger.info("key set changed", metadata: metadata(["keys": "\(newCount)"])) }
        } catch {
            state.withLock { state in
                state.fetch = nil
                state.fail(askedAt: askedAt)
            }
            metrics.count(KeySetMetrics.Outcome(error))
            logger.warning("key set not fetched", metadata: metadata(["error": "\(error)"]))
        }
        let now = elapsed()
        if let age = state.withLock({ $0.ageToTell(at: now, always: true) }) { metrics.record(age: age) }
    }

    private func logDistrust() {
        logger.error("key set distrusted: too old", metadata: metadata([:]))
    }

    private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
        more.merging(["url": "\(request.url)"]) { more, _ in more }
    }
}
