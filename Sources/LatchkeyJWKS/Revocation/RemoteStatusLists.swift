public import CoreMetrics
import FoundationEssentials
public import LatchkeyJOSE
public import LatchkeyTokens
public import Logging
import Synchronization

/// The status lists of an issuer elsewhere (draft-ietf-oauth-status-list), by which a service refuses what was taken back.
///
/// ```swift
/// let lists = try RemoteStatusLists(issuer: "https://id.example", keys: keys, maxStaleness: .seconds(60))
/// let verifier = TokenVerifier(keys: keys, issuer: "https://id.example", audience: "shop", status: lists)
/// let app = Application(router: router, services: [keys, lists])
/// ```
///
/// Run it as a service. It fetches the lists that the issuer says it has, and those that tokens name, and fetches each
/// again before it is a third of `maxStaleness` old, or sooner where the list says so (`ttl`). Verification looks at a bit
/// in memory. With ``RemoteRevocations`` a Latchkey issuer tells more, and sooner; this is for issuers of any make.
///
/// A list that the issuer has no longer (404 or 410) is forgotten once it is too old; its tokens have expired then.
///
/// A token whose list is not there, or was made longer ago than `maxStaleness`, gets ``TokenError/Code/unavailable``, 503
/// over HTTP; to let it pass all the same, say so with `whenStale: .accept`. How old a list is, is told by its `iat`: a
/// clock that is ahead makes it seem older. A token that names no place in a list of this issuer is refused.
///
/// swift-metrics is told what ``RemoteRevocations`` tells, as `latchkey.revocations.…` with the issuer's address of lists
/// as `url`; the staleness is that of the oldest list.
public final class RemoteStatusLists: TokenStatusSource {
    private struct Entry: Sendable {
        let list: StatusList
        let freshness: RevocationFreshness
        var entityTag: String?
    }

    private struct State {
        var entries: [ExactText: Entry] = [:]
        /// Named by good tokens, and not there yet.
        var wanted: Set<ExactText> = []
        var knowsAddresses = false
    }

    /// How many lists are followed at most.
    private static let listLimit = 1024

    let sleep: @Sendable (Duration) async throws -> Void
    private let issuer: String
    private let addresses: String
    private let keys: any KeySource
    private let algorithms: Set<SignatureAlgorithm>
    private let maxStaleness: Duration
    private let whenStale: RevocationFreshness.Policy
    private let document: RemoteDocument
    private let logger: Logger
    private let metrics: RevocationMetrics
    private let makeFreshness: @Sendable () -> RevocationFreshness
    private let state = Mutex(State())

    /// Prepares to follow an issuer; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - issuer: the issuer as it stands in its tokens; every list has to be below it.
    ///   - keys: its keys, such as a ``RemoteJWKS``.
    ///   - algorithms: the only ones that a list may be signed with.
    ///   - maxStaleness: how old a list may be; at least a second.
    ///   - whenStale: what becomes of tokens while it is older.
    ///   - addresses: where the issuer says which lists it has; `oauth/status-lists` below the issuer unless told.
    ///   - sizeLimit: the longest answer in octets.
    ///   - logger: told about failures.
    ///   - metrics: makes the counters and the gauges; by default what the process has chosen so far.
    ///   - clock: measures the ages.
    /// - Throws: ``RemoteRevocationsError/insecureURL(_:)``.
    public init(
        issuer: String,
        keys: any KeySource,
        algorithms: Set<SignatureAlgorithm> = TokenVerifier.defaultAlgorithms,
        maxStaleness: Duration,
        whenStale: RevocationFreshness.Policy = .refuse,
        addresses: String? = nil,
        sizeLimit: Int = 16 * 1024 * 1024,
        logger: Logger = Logger(label: "latchkey.revocations"),
        metrics: any MetricsFactory = MetricsSystem.factory,
        clock: some Clock<Duration> & Sendable = ContinuousClock()
    ) throws(RemoteRevocationsError) {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let addresses = addresses ?? "\(base)/oauth/status-lists"
        guard IssuerAddress.isAcceptable(addresses) else { throw .insecureURL(addresses) }
        self.issuer = base
        self.addresses = addresses
        self.keys = keys
        self.algorithms = algorithms
        let maxStaleness = max(maxStaleness, .seconds(1))
        self.maxStaleness = maxStaleness
        self.whenStale = whenStale
        document = RemoteDocument(
            sizeLimit: sizeLimit,
            mediaType: "application/\(StatusList.type)",
            authorization: nil
        )
        self.logger = logger
        self.metrics = RevocationMetrics(url: addresses, factory: metrics)
        makeFreshness = {
            RevocationFreshness(maxStaleness: maxStaleness, whenStale: whenStale, clock: clock)
        }
        sleep = { try await clock.sleep(for: $0) }
    }

    /// Lets a token pass whose bit is not set.
    public func check(_ token: AccessToken) throws(TokenError) {
        let reference: TokenStatusReference
        do throws(JWTError) {
            guard let found = try token.statusReference() else { throw .claimMissing(name: "status") }
            guard isOwn(found.list.text) else {
                throw .claimInvalid(name: "status", expected: "a list of the issuer")
            }
            reference = found
        } catch {
            throw TokenError(error)
        }
        let entry = state.withLock { state -> Entry? in
            if let entry = state.entries[reference.list] { return entry }
            if state.entries.count + state.wanted.count < Self.listLimit {
                state.wanted.insert(reference.list)
            }
            return nil
        }
        guard let entry else {
            guard whenStale == .accept else { throw TokenError(.unavailable) }
            return
        }
        guard let isInvalid = entry.list.isInvalid(reference.index) else {
            throw TokenError(.claimInvalid(name: "status", expected: "a place that the list has"))
        }
        guard !isInvalid else { throw TokenError(.revoked) }
        guard entry.freshness.allowsJudgement else { throw TokenError(.unavailable) }
    }

    /// Fetches every list that is known of, once.
    ///
    /// - Throws: what went wrong last; lists that could be read were.
    public func synchronise() async throws(RemoteRevocationsError) {
        var failure: RemoteRevocationsError?
        do throws(RemoteRevocationsError) { try await learnAddresses() } catch { failure = error }
        let known = state.withLock { $0.wanted.union($0.entries.keys) }
        for list in known {
            do throws(RemoteRevocationsError) {
                metrics.count(try await fetch(list) ? .changed : .unchanged)
            } catch {
                failure = error
            }
        }
        tell()
        if let failure { throw failure }
    }

    /// Fetches, and returns how long to wait before the next time.
    func step() async -> Duration {
        do throws(RemoteRevocationsError) {
            try await synchronise()
        } catch {
            metrics.count(RevocationMetrics.Outcome(error))
            logger.warning("status lists not read", metadata: ["error": "\(error)", "url": "\(addresses)"])
        }
        let (lifetime, isWaiting) = state.withLock { state in
            (state.entries.values.compactMap(\.list.lifetime).min(), !state.wanted.isEmpty)
        }
        if isWaiting { return .seconds(1) }
        return max(min(lifetime.map { .seconds($0) } ?? maxStaleness, maxStaleness / 3), .milliseconds(300))
    }

    /// Tells the gauges.
    func tell() {
        let entries = state.withLock { Array($0.entries.values) }
        metrics.record(staleness: entries.compactMap(\.freshness.staleness).max(), entries: entries.count)
    }

    private func isOwn(_ address: String) -> Bool {
        address.utf8.starts(with: "\(issuer)/".utf8) && IssuerAddress.isAcceptable(address)
    }

    private func learnAddresses() async throws(RemoteRevocationsError) {
        guard !state.withLock({ $0.knowsAddresses }) else { return }
        let plain = RemoteDocument(
            sizeLimit: document.sizeLimit,
            mediaType: "application/json",
            authorization: nil
        )
        let text = try await plain.answer(from: addresses, timeout: .seconds(10)).text ?? ""
        guard let lists = try? JSONObject(json: text).strings("status_lists") else {
            throw .documentInvalid(.claimInvalid(name: "status_lists", expected: "a list of addresses"))
        }
        let own = lists.prefix(Self.listLimit).filter(isOwn).map { ExactText($0) }
        state.withLock { state in
            state.knowsAddresses = true
            state.wanted.formUnion(own.filter { state.entries[$0] == nil })
        }
    }

    /// - Returns: whether the list is another than before.
    private func fetch(_ address: ExactText) async throws(RemoteRevocationsError) -> Bool {
        let known = state.withLock { $0.entries[address] }
        let answer: RemoteDocument.Answer
        do throws(RemoteRevocationsError) {
            answer = try await document.answer(
                from: address.text,
                ifNoneMatch: known?.entityTag,
                timeout: .seconds(10)
            )
        } catch {
            guard case .unexpectedStatus(let status) = error, status == 404 || status == 410 else {
                throw error
            }
            forget(address)
            return false
        }
        guard let text = answer.text else { return false }
        let list = try await read(text, address.text)
        // Told by the list itself, since caches on the way need not say how long they have had it.
        let age = max(Date().timeIntervalSince(list.issuedAt), 0)
        guard age <= maxStaleness / .seconds(1) + 60 else { throw .outdated }
        let freshness = known?.freshness ?? makeFreshness()
        freshness.noteComplete(asOf: max(.seconds(age), answer.age))
        let entry = Entry(list: list, freshness: freshness, entityTag: answer.entityTag)
        state.withLock { state in
            state.entries[address] = entry
            state.wanted.remove(address)
        }
        return true
    }

    /// Notes that the issuer does not have a list, or not any more: its last token has expired then.
    ///
    /// What is known of it is kept until it is too old to say that a token is good.
    private func forget(_ address: ExactText) {
        state.withLock { state in
            state.wanted.remove(address)
            guard state.entries[address]?.freshness.isTooOld ?? false else { return }
            state.entries[address] = nil
        }
    }

    private func read(_ text: String, _ address: String) async throws(RemoteRevocationsError) -> StatusList {
        try await document.read(text, with: keys) { (keys) throws(JWTError) in
            try StatusList(
                text,
                keys: keys,
                algorithms: algorithms,
                uri: address,
                at: Date(),
                sizeLimit: document.sizeLimit
            )
        }
    }
}
