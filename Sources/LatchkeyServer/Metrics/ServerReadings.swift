import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// What is looked up when somebody asks for the figures, and kept nowhere.
struct ServerReadings: Sendable {
    let services: AuthServices

    func families(at now: Date) async -> [MetricFamily] {
        hashing() + revocations(at: now) + keys(at: now) + database() + redis() + (await mails(at: now))
            + [
                .single(
                    "latchkey_draining",
                    .gauge,
                    "1 while the server is shutting down.",
                    services.readiness.isDraining ? 1 : 0
                )
            ]
    }

    private func hashing() -> [MetricFamily] {
        let load = services.hasher.load
        return [
            .single(
                "latchkey_passwords_queued",
                .gauge,
                "Passwords that wait to be hashed.",
                Double(load.queued)
            ),
            .single(
                "latchkey_passwords_hashing",
                .gauge,
                "Passwords that are being hashed.",
                Double(load.running)
            ),
        ]
    }

    private func revocations(at now: Date) -> [MetricFamily] {
        var families: [MetricFamily] = [
            .single(
                "latchkey_revocations",
                .gauge,
                "Revocations that are held in memory.",
                Double(services.revocations.count)
            )
        ]
        if let staleness = services.revocations.freshness?.staleness {
            families.append(
                .single(
                    "latchkey_revocation_staleness_seconds",
                    .gauge,
                    "How long ago the revocations of all processes were last known for certain.",
                    staleness / .seconds(1)
                )
            )
        }
        return families
    }

    private func keys(at now: Date) -> [MetricFamily] {
        let keys = services.keys.keys
        let ages = keys.map { key in
            MetricFamily.Sample(
                labels: [
                    .init("kid", key.keyID), .init("state", "\(services.keys.state(of: key, at: now))"),
                    .init("algorithm", key.algorithm.name),
                ],
                value: max(0, now.timeIntervalSince(key.activatesAt))
            )
        }
        var families = [
            MetricFamily(
                name: "latchkey_signing_key_age_seconds",
                kind: .gauge,
                help: "How long ago each signing key took over; 0 for one that is yet to.",
                samples: ages
            )
        ]
        if let next = services.keyRotation.nextRotation(at: now) {
            families.append(
                .single(
                    "latchkey_signing_key_rotation_seconds",
                    .gauge,
                    "How long until the active signing key is replaced; below 0 when that is overdue.",
                    next.timeIntervalSince(now)
                )
            )
        }
        return families
    }

    private func database() -> [MetricFamily] {
        let load = services.storage.load
        return [
            (
                "latchkey_database_transactions_total", .counter, "Transactions that became durable.",
                load.transactions
            ),
            ("latchkey_database_commits_total", .counter, "Commits that those took.", load.commits),
            ("latchkey_database_waiting", .gauge, "Transactions that wait for their turn.", load.waiting),
            ("latchkey_database_connections", .gauge, "Connections to the database.", load.connections),
            (
                "latchkey_database_connections_idle", .gauge, "Connections that nobody uses.",
                load.idleConnections
            ),
        ].compactMap { (name: String, kind: MetricFamily.Kind, help: String, value: Int?) in
            value.map { .single(name, kind, help, Double($0)) }
        }
    }

    private func redis() -> [MetricFamily] {
        guard let limits = services.sharedLimits else { return [] }
        let status = limits.status
        return [
            MetricFamily(
                name: "latchkey_redis_up",
                kind: .gauge,
                help: "1 while Redis answers; on_failure says what becomes of limited attempts otherwise.",
                samples: [
                    .init(
                        labels: [.init("on_failure", limits.onFailure.rawValue)],
                        value: status.isReachable ? 1 : 0
                    )
                ]
            ),
            MetricFamily(
                name: "latchkey_redis_commands_total",
                kind: .counter,
                help: "Commands to Redis by whether they were answered.",
                samples: [
                    .init(labels: [.init("outcome", "answered")], value: Double(status.answered)),
                    .init(labels: [.init("outcome", "failed")], value: Double(status.failed)),
                ]
            ),
            .single(
                "latchkey_redis_connections_total",
                .counter,
                "Connections to Redis that were made.",
                Double(status.connections)
            ),
        ]
    }

    private func mails(at now: Date) async -> [MetricFamily] {
        // Whoever watches learns of a database that does not answer in other ways.
        guard let backlog = try? await services.storage.read({ try $0.mail.backlog() }) else { return [] }
        return [
            .single(
                "latchkey_mails_waiting",
                .gauge,
                "Mails that wait to be sent, or to be tried again.",
                Double(backlog.count)
            ),
            .single(
                "latchkey_mails_oldest_seconds",
                .gauge,
                "How long the oldest of them has waited.",
                backlog.oldest.map { max(0, now.timeIntervalSince($0)) } ?? 0
            ),
        ]
    }
}
