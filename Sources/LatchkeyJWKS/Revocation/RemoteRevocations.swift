public import CoreMetrics
import FoundationEssentials
public import LatchkeyJOSE
public import LatchkeyTokens
public import Logging
import Synchronization

/// The revocations of a Latchkey issuer elsewhere, followed over HTTP: what a service without a database refuses tokens by.
///
/// ```swift
/// let keys = try RemoteJWKS(issuer: "https://id.example")
/// let revocations = try RemoteRevocations(
///     issuer: "https://id.example",
///     keys: keys,
///     maxStaleness: .seconds(60),
///     credentials: IssuerCredentials(clientID: id, secret: secret)
/// )
/// let verifier = TokenVerifier(
///     keys: keys, issuer: "https://id.example", audience: "shop", revocations: revocations.list)
/// let app = Application(router: router, services: [keys, revocations])
/// ```
///
/// Run it as a service. It reads the issuer's signed snapshot (`revocation.snapshot` at the server) once, and from then on
/// what is new: each question is held by the issuer until something is revoked, so that a revocation arrives at once and
/// nothing is polled. Verification looks the list up in memory, without I/O.
///
/// When the issuer cannot be reached, or its own database, the list grows old. Older than `maxStaleness` it is not gone
/// by any more: tokens get ``TokenError/Code/unavailable``, 503 over HTTP, until the issuer is back. So it is before the
/// first answer. To let tokens pass all the same, revoked ones among them, say so with `whenStale: .accept`.
///
/// Refused: addresses other than https (http on loopback hosts is fine), redirects, documents that the issuer's keys did
/// not sign, copies of old ones. What goes wrong is told to the log.
///
/// What happens is told to swift-metrics, each with the dimension `url`, the address:
///
/// - `latchkey.revocations.staleness`, a gauge: seconds since the list was last known to be complete, told at least every
///   five seconds. A question that is held counts from when it was asked, so it moves between 0 and a third of
///   `maxStaleness` while all is well.
/// - `latchkey.revocations.entries`, a gauge: how many revocations are held.
/// - `latchkey.revocations.fetches`, a counter, with the dimension `outcome`: `changed` and `unchanged`, and for a failure
///   `redirected`, `unexpected_status`, `too_large`, `timed_out`, `unreachable`, `invalid` or `outdated`.
public final class RemoteRevocations: Sendable {
    /// The list, for a ``TokenVerifier``.
    public let list: RevocationList

    let freshness: RevocationFreshness
    let sleep: @Sendable (Duration) async throws -> Void
    private let url: String
    private let issuer: String
    private let keys: any KeySource
    private let algorithms: Set<SignatureAlgorithm>
    private let document: RemoteDocument
    private let logger: Logger
    private let metrics: RevocationMetrics
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    private struct State {
        /// When the whole list was read last.
        var wholeAt: Duration?
        var failures = 0
    }

    /// How long only news are asked for, before the whole list is read again.
    ///
    /// An issuer whose database was restored from a copy may have lost the place that news are counted from.
    private static let wholeLifetime = Duration.seconds(3600)

    /// Prepares to follow an issuer; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - issuer: the issuer as it stands in its tokens.
    ///   - keys: its keys, such as a ``RemoteJWKS``.
    ///   - algorithms: the only ones that a snapshot may be signed with.
    ///   - maxStaleness: how old the list may be; at least a second.
    ///   - whenStale: what becomes of tokens while it is older.
    ///   - url: where the snapshot is, if not at its usual place below the issuer.
    ///   - credentials: the client to authenticate as; `nil` where everybody may read.
    ///   - sizeLimit: the longest answer in octets.
    ///   - logger: told about failures and recoveries.
    ///   - metrics: makes the counters and the gauges; by default what the process has chosen so far.
    ///   - clock: measures the ages.
    /// - Throws: ``RemoteRevocationsError/insecureURL(_:)``.
    public init(
        issuer: String,
        keys: any KeySource,
        algorithms: Set<SignatureAlgorithm> = TokenVerifier.defaultAlgorithms,
        maxStaleness: Duration,
        whenStale: RevocationFreshness.Policy = .refuse,
        url: String? = nil,
        credentials: IssuerCredentials? = nil,
        sizeLimit: Int = 64 * 1024 * 1024,
        logger: Logger = Logger(label: "latchkey.revocations"),
        metrics: any MetricsFactory = MetricsSystem.factory,
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(RemoteRevocationsError) {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let url = url ?? "\(base)/\(RevocationSnapshot.path)"
        guard IssuerAddress.isAcceptable(url) else { throw .insecureURL(url) }
        self.url = url
        self.issuer = issuer
        self.keys = keys
        self.algorithms = algorithms
        document = RemoteDocument(
            sizeLimit: sizeLimit,
            mediaType: "application/\(RevocationSnapshot.type)",
            authorization: credentials?.authorization
        )
        self.logger = logger
        self.metrics = RevocationMetrics(url: url, factory: metrics)
        freshness = RevocationFreshness(
            maxStaleness: max(maxStaleness, .seconds(1)),
            whenStale: whenStale,
            clock: clock
        )
        list = RevocationList(freshness: freshness)
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
    }

    /// Asks once, without waiting for anything new: for a start that shall not be before the list is there.
    ///
    /// - Throws: what went wrong.
    public func synchronise() async throws(RemoteRevocationsError) {
        _ = try await follow(waiting: false)
    }

    /// Asks for what is new, and returns how long to wait before the next question.
    func step() async -> Duration {
        do throws(RemoteRevocationsError) {
            let wasHeld = try await follow(waiting: true)
            let failures = state.withLock { state in
                defer { state.failures = 0 }
                return state.failures
            }
            if failures > 0 { logger.notice("revocations followed again", metadata: metadata([:])) }
            return wasHeld ? .zero : pollInterval
        } catch {
            metrics.count(RevocationMetrics.Outcome(error))
            let failures = state.withLock { state in
                state.failures += 1
                return state.failures
            }
            logger.warning("revocations not read", metadata: metadata(["error": "\(error)"]))
            return Self.pause(afterFailures: failures, within: pollInterval)
        }
    }

    /// Tells the gauges.
    func tell() { metrics.record(staleness: freshness.staleness, entries: list.count) }

    /// The time between two questions where the issuer does not hold them, and the longest that it may.
    private var pollInterval: Duration {
        min(max(freshness.maxStaleness / 3, .milliseconds(300)), .seconds(20))
    }

    /// A quarter of a second, doubled each time, up to a bound; not all services at once.
    private static func pause(afterFailures failures: Int, within bound: Duration) -> Duration {
        let pause = min(.milliseconds(250 << min(max(failures, 1) - 1, 10)), max(bound, .milliseconds(250)))
        return pause * Double.random(in: 0.75...1)
    }

    private func follow(waiting: Bool) async throws(RemoteRevocationsError) -> Bool {
        let sequence = followedSequence
        let asked = freshness.mark()
        let wait = waiting && sequence != nil ? Int(pollInterval / .seconds(1)) : 0
        let answer = try await document.answer(
            from: sequence.map { "\(url)?after=\($0)" } ?? url,
            wait: wait > 0 ? wait : nil,
            timeout: .seconds(wait + 10)
        )
        guard let text = answer.text else { throw .unexpectedStatus(304) }
        let snapshot = try await read(text)
        // A minute of clock difference is forgiven; what the `Age` says counts to the second.
        let bound = freshness.maxStaleness / .seconds(1) + 60
        guard Date().timeIntervalSince(snapshot.completeAt) <= bound else { throw .outdated }
        try take(snapshot, after: sequence)
        freshness.noteComplete(asOf: asked, lessAge: answer.age)
        metrics.count(snapshot.entries.isEmpty ? .unchanged : .changed)
        tell()
        return answer.wasHeld
    }

    /// The place after which to ask; `nil` for everything.
    private var followedSequence: Int64? {
        let now = elapsed()
        guard let wholeAt = state.withLock({ $0.wholeAt }), now < wholeAt + Self.wholeLifetime else {
            return nil
        }
        return list.sequence
    }

    private func take(_ snapshot: RevocationSnapshot, after sequence: Int64?) throws(RemoteRevocationsError) {
        if let after = snapshot.after {
            // News from a later place than was asked for would leave a gap.
            guard let sequence, after <= sequence else {
                throw .documentInvalid(.claimInvalid(name: "after", expected: "what was asked for"))
            }
        } else {
            let now = elapsed()
            state.withLock { $0.wholeAt = now }
        }
        list.removeExpired(at: Date())
        list.follow(snapshot.entries, to: snapshot.sequence)
    }

    private func read(_ text: String) async throws(RemoteRevocationsError) -> RevocationSnapshot {
        try await document.read(text, with: keys) { (keys) throws(JWTError) in
            try RevocationSnapshot(
                text,
                keys: keys,
                algorithms: algorithms,
                issuer: issuer,
                at: Date(),
                sizeLimit: document.sizeLimit
            )
        }
    }

    private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
        more.merging(["url": "\(url)"]) { more, _ in more }
    }
}
