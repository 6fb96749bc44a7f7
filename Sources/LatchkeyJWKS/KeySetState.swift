import LatchkeyJOSE
import LatchkeyTokens

/// What is known of a remote key set, and when to ask again: values in, values out.
///
/// Times are durations since the key set was made.
struct KeySetState {
    private(set) var snapshot = KeySnapshot(keys: JWKSet([]), generation: 0)
    /// The entity tag of the set in use, for asking whether it has changed.
    private(set) var entityTag: String?
    /// The fetch that is under way.
    var fetch: Task<Void, Never>?

    private let policy: FreshnessPolicy
    private var octets: [UInt8] = []
    private var confirmedAt: Duration?
    /// When the age of the set is counted from; outlasts the trust in it.
    private var ageStart: Duration?
    private var ageTold: Duration?
    private var lastAttempt: Duration?
    private var failures = 0
    private var freshUntil = Duration.zero

    init(policy: FreshnessPolicy) {
        self.policy = policy
    }

    /// When the set has to be asked for again; the past when that is overdue.
    var nextFetch: Duration {
        guard failures > 0, let lastAttempt else { return freshUntil }
        return max(freshUntil, lastAttempt + policy.wait(afterFailures: failures))
    }

    /// Whether an unknown key is reason enough to ask now.
    func mayFetchForUnknownKey(at now: Duration) -> Bool {
        guard let lastAttempt else { return true }
        // Without any set there is nothing to wait for but a failing issuer.
        let wait = confirmedAt == nil ? policy.wait(afterFailures: failures) : policy.coolDown
        return now >= lastAttempt + wait
    }

    /// Whether a key of the set in use has this `kid`, compared octet by octet.
    func holds(keyID: String) -> Bool {
        snapshot.keys.keys.contains { $0.keyID?.utf8.elementsEqual(keyID.utf8) ?? false }
    }

    /// Forgets keys that nobody has confirmed for too long.
    ///
    /// - Returns: whether there were any.
    mutating func distrust(at now: Duration) -> Bool {
        guard let confirmedAt, now >= confirmedAt + policy.hardAge else { return false }
        self.confirmedAt = nil
        entityTag = nil
        octets = []
        replaceKeys(JWKSet([]))
        return true
    }

    /// Takes in an answer of the issuer.
    ///
    /// - Returns: whether the keys have changed.
    mutating func take(_ answer: KeySetAnswer, askedAt: Duration) -> Bool {
        guard answer.content != nil || confirmedAt != nil else {
            // What this 304 confirms was distrusted while the question was under way.
            fail(askedAt: askedAt)
            return false
        }
        confirmedAt = askedAt
        ageStart = askedAt
        lastAttempt = askedAt
        failures = 0
        // Nothing is fresh that is not trusted any more.
        freshUntil = askedAt + min(policy.freshness(saidByIssuer: answer.freshness), policy.hardAge)
        guard let content = answer.content else { return false }
        entityTag = answer.entityTag
        guard octets != content.octets else { return false }
        octets = content.octets
        replaceKeys(content.keys)
        return true
    }

    /// Notes that no usable answer came; the keys in use stay.
    mutating func fail(askedAt: Duration) {
        lastAttempt = askedAt
        failures += 1
    }

    /// The age of the set for the metrics, at most once a second unless it is told `always`.
    mutating func ageToTell(at now: Duration, always: Bool = false) -> Duration? {
        guard let ageStart else { return nil }
        if !always, let ageTold, now < ageTold + .seconds(1) { return nil }
        ageTold = now
        return now - ageStart
    }

    private mutating func replaceKeys(_ keys: JWKSet) {
        snapshot = KeySnapshot(keys: keys, generation: snapshot.generation + 1)
    }
}
