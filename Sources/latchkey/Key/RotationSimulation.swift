import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// What a rotation would do to everybody who verifies, played through in seconds without touching the ring.
///
/// Tokens are signed at every step of the time line and presented over the whole of their life to services whose copy of
/// the key set is new, middle-aged and as old as it may be. One that does not know the key asks for the set again, as
/// every good client does; what even that does not help fails.
struct RotationSimulation {
    /// A key of the ring, or the one that is to be added.
    struct Key {
        let name: String
        let publishedAt: Date
        let activatesAt: Date
        var removedAt: Date?
    }

    /// Something that happens.
    struct Event {
        let date: Date
        let sentence: String
    }

    /// What became of the tokens that were presented.
    struct Outcome: Equatable {
        var verifications = 0
        var refetches = 0
        var failures = 0
    }

    private static let step: TimeInterval = 10

    /// Youngest first, as the ring has them.
    let keys: [Key]
    let now: Date
    let tokenLifetime: TimeInterval
    let publicationLead: TimeInterval
    let events: [Event]

    init(
        _ ring: [RingKey],
        immediately: Bool,
        compromised: String?,
        tokenLifetime: TimeInterval,
        publicationLead: TimeInterval,
        at now: Date
    ) {
        let lead = immediately || compromised != nil ? 0 : publicationLead
        let activation = now + lead
        let end = activation + tokenLifetime
        let new = Key(name: "the new key", publishedAt: now, activatesAt: activation)
        let old = ring.map { key in
            Key(
                name: key.keyID,
                // Every copy has what signs already.
                publishedAt: key.activatesAt <= now ? .distantPast : key.createdAt,
                // What came before the oldest is over.
                activatesAt: key.keyID == ring.last?.keyID ? .distantPast : key.activatesAt,
                removedAt: key.keyID == compromised ? now : key.expiresAt ?? end
            )
        }
        keys = [new] + old
        self.now = now
        self.tokenLifetime = tokenLifetime
        self.publicationLead = publicationLead
        events = Self.events(old, compromised, activation: activation, lead: publicationLead, at: now)
    }

    /// What happens when; in an emergency the new key signs at once, whatever the lead.
    private static func events(
        _ old: [Key],
        _ compromised: String?,
        activation: Date,
        lead publicationLead: TimeInterval,
        at now: Date
    ) -> [Event] {
        var events = [Event(date: now, sentence: "The new key is published.")]
        if let compromised {
            events.append(
                Event(date: now, sentence: "Nodes refuse every token that \(compromised) has signed.")
            )
            events.append(
                Event(
                    date: now + publicationLead,
                    sentence: "No service has a key set any more in which it stands."
                )
            )
        } else if activation > now {
            events.append(
                Event(date: activation, sentence: "No service has a key set any more without the new key.")
            )
        }
        events.append(Event(date: activation, sentence: "The new key signs."))
        for key in old where key.name != compromised {
            guard let removedAt = key.removedAt else { continue }
            events.append(
                Event(
                    date: removedAt,
                    sentence: "The last token of \(key.name) has expired; the key is removed."
                )
            )
        }
        return events.sorted { $0.date < $1.date }
    }

    /// Plays it through.
    func run() -> Outcome {
        var outcome = Outcome()
        let last = now + publicationLead + 2 * tokenLifetime
        for issued in stride(from: now - tokenLifetime, to: last, by: Self.step) {
            guard let key = signing(at: issued) else { continue }
            for age in stride(from: 0, to: tokenLifetime, by: max(Self.step, tokenLifetime / 30)) {
                let moment = issued + age
                // Before the rotation nothing is different yet.
                guard moment >= now else { continue }
                for copyAge in [0, publicationLead / 2, publicationLead] {
                    outcome.verifications += 1
                    if isPublished(key, at: moment - copyAge) { continue }
                    if isPublished(key, at: moment) { outcome.refetches += 1 } else { outcome.failures += 1 }
                }
            }
        }
        return outcome
    }

    private func signing(at moment: Date) -> Key? {
        keys.first { $0.activatesAt <= moment && $0.publishedAt <= moment && isPublished($0, at: moment) }
    }

    private func isPublished(_ key: Key, at moment: Date) -> Bool {
        key.publishedAt <= moment && (key.removedAt.map { moment < $0 } ?? true)
    }
}

extension RotationSimulation {
    func print(asJSON: Bool) throws {
        let outcome = run()
        guard !asJSON else { return try Output.print(json(outcome)) }
        try Output.write(Table(events.map { (Timestamp.text($0.date), $0.sentence) }).rendered())
        let count = outcome.verifications
        try Output.print(
            """

            Of \(count) verifications that were played through, by services with key sets up to \
            \(TimeSpan.words(publicationLead)) old, \(outcome.failures) fail, and \(outcome.refetches) have \
            to fetch the key set first. Nothing was changed.
            """
        )
    }

    private func json(_ outcome: Outcome) -> JSONObject {
        .unique([
            (
                "events",
                .array(
                    events.map { event in
                        .object(
                            .unique([
                                ("at", .string(Timestamp.text(event.date))),
                                ("event", .string(event.sentence)),
                            ])
                        )
                    }
                )
            ),
            ("verifications", .integer(Int64(outcome.verifications))),
            ("refetches", .integer(Int64(outcome.refetches))),
            ("failures", .integer(Int64(outcome.failures))),
        ])
    }
}
