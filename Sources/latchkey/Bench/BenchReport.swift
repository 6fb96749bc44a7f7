import LatchkeyJOSE
import NIOCore

/// What a run has shown: a table, and what follows from it in words.
struct BenchReport {
    let measurements: [Measurement]
    private let connections: Int
    private let callers: Int
    private let revocations: Int
    private let processors: Int

    init(_ measurements: [Measurement], _ run: BenchRun) {
        self.init(
            measurements,
            connections: run.connections,
            callers: run.callers,
            revocations: run.revocations,
            processors: System.coreCount
        )
    }

    init(_ measurements: [Measurement], connections: Int, callers: Int, revocations: Int, processors: Int) {
        self.measurements = measurements
        self.connections = connections
        self.callers = callers
        self.revocations = revocations
        self.processors = processors
    }

    /// The table, and the recommendation.
    var text: String {
        let titles = ["STRATEGY", "REQ/S", "P50 ms", "P99 ms", "CPU µs", "SENT B", "STORED B", "ENDED"]
        let rows = measurements.map { line in
            [
                line.title, "\(Int(line.rate))", Self.fixed(line.median, 2), Self.fixed(line.slow, 2),
                Self.fixed(line.processor, 1), line.sentOctets > 0 ? Self.fixed(line.sentOctets, 0) : "–",
                line.storedOctets.map { Self.fixed($0, 0) } ?? "–",
                line.name == "bare" ? "–" : line.endingDelay.map { "\(Self.fixed($0, 0)) ms" } ?? "expiry",
            ]
        }
        let note =
            "\(processors) processors, one of them sends over \(connections) connections; \(callers) users are signed in, "
            + "\(revocations) tokens are revoked. \"cache\" is that of verified tokens, as latchkey serve has it."
        let parts = [note] + Self.warnings + recommendation
        return Table(titles, flexible: 0, rows: rows).rendered() + "\n"
            + parts.map { Table.wrap($0, to: Table.width).joined(separator: "\n") + "\n" }.joined(
                separator: "\n"
            )
    }

    private static var warnings: [String] {
        #if DEBUG
        ["This is a debug build, several times slower than what people run: the figures say little."]
        #else
        []
        #endif
    }

    /// The same as one object.
    var json: JSONObject {
        .unique([
            ("processors", .integer(Int64(processors))),
            ("connections", .integer(Int64(connections))),
            ("callers", .integer(Int64(callers))),
            ("revocations", .integer(Int64(revocations))),
            ("strategies", .array(measurements.map { .object(Self.json($0)) })),
            ("recommendation", .array(recommendation.map { .string($0) })),
        ])
    }

    private static func json(_ line: Measurement) -> JSONObject {
        .unique([
            ("name", .string(line.name)),
            ("requests_per_second", .double(line.rate)),
            ("p50_ms", .double(line.median)),
            ("p99_ms", .double(line.slow)),
            ("cpu_us_per_request", .double(line.processor)),
            ("sent_octets_per_request", .double(line.sentOctets)),
            ("stored_octets_per_user", line.storedOctets.map { .double($0) } ?? .null),
            ("ended_after_ms", line.endingDelay.map { .double($0) } ?? .null),
        ])
    }

    /// What to take, in words.
    var recommendation: [String] {
        guard let bare = line("bare"), let sessions = line("sessions.sqlite"),
            let signed = line("es256.cached"),
            let uncached = line("es256.revocations")
        else { return [] }
        let ratio = cost(sessions, bare) / max(cost(signed, bare), 0.1)
        return [
            first(sessions, signed, ratio),
            "A signed token costs \(Self.fixed(cost(signed, bare), 1)) µs of processor time to check when it was seen "
                + "before, \(Self.fixed(cost(uncached, bare), 1)) µs when not, and adds "
                + "\(Self.fixed(signed.sentOctets - sessions.sentOctets, 0)) octets more to each request than a session. "
                + "Without a revocation list it is good until it expires, whatever happened to its holder.",
            algorithms(bare),
        ] + postgres(sessions) + redis(sessions)
    }

    private func first(_ sessions: Measurement, _ signed: Measurement, _ ratio: Double) -> String {
        // A third of what the machine can do leaves room for the work of the application, and for peaks.
        let comfortable = Int(sessions.rate / 3)
        let stored = Self.fixed(sessions.storedOctets ?? 0, 0)
        if ratio < 2 {
            return
                "Take sessions: here a signed token is hardly cheaper to check than a session in SQLite, and a session "
                + "ends at once. It takes \(stored) octets for each user."
        }
        return
            "Take sessions while one machine serves, up to about \(comfortable) requests a second here, a third of "
            + "what they answered: they end at once, and take \(stored) octets for each user. Take signed tokens with a revocation list beyond that, or "
            + "where other services check them without asking: a check costs \(Self.fixed(ratio, 1)) times less "
            + "processor time here, and an ended token was refused after \(Self.fixed(signed.endingDelay ?? 0, 0)) ms."
    }

    private func algorithms(_ bare: Measurement) -> String {
        let names = ["hs256", "es256", "ed25519", "rs256"]
        let costs = names.compactMap { name in
            line("\(name).revocations").map {
                (name: $0.title.prefix { $0 != " " }, cost: cost($0, bare), sent: $0.sentOctets)
            }
        }
        let list = costs.map {
            "\($0.name) \(Self.fixed($0.cost, 0)) µs and \(Self.fixed($0.sent, 0)) octets"
        }
        return
            "Of the algorithms: \(list.joined(separator: ", ")). HS256 only where whoever checks may also sign; else "
            + "ES256, which everything understands, or Ed25519; RS256 for verifiers that know nothing else."
    }

    private func redis(_ sessions: Measurement) -> [String] {
        guard let shared = line("sessions.redis") else { return [] }
        return [
            "Sessions in Redis answer half of the requests within \(Self.fixed(shared.median, 2)) ms and 99 of 100 within "
                + "\(Self.fixed(shared.slow, 2)) ms, and take \(Self.fixed(shared.storedOctets ?? 0, 0)) octets of its "
                + "memory for each user. They are gone when it ends, unless it writes an append-only file, and nobody "
                + "is signed in any more."
        ]
    }

    private func postgres(_ sessions: Measurement) -> [String] {
        guard let shared = line("sessions.postgres") else { return [] }
        return [
            "Sessions in PostgreSQL answer half of the requests within \(Self.fixed(shared.median, 2)) ms and 99 of 100 "
                + "within \(Self.fixed(shared.slow, 2)) ms, beside \(Self.fixed(sessions.median, 2)) and "
                + "\(Self.fixed(sessions.slow, 2)) ms in SQLite: the price of a database that several machines share, on "
                + "top of which comes the network."
        ]
    }

    private func line(_ name: String) -> Measurement? { measurements.first { $0.name == name } }

    /// What the check alone costs, in microseconds.
    private func cost(_ line: Measurement, _ bare: Measurement) -> Double {
        max(line.processor - bare.processor, 0)
    }

    /// A number with a fixed count of decimals, 4 at most.
    static func fixed(_ number: Double, _ decimals: Int) -> String {
        let scale = [1.0, 10, 100, 1000, 10_000][min(max(decimals, 0), 4)]
        guard number.isFinite, let whole = Int(exactly: (abs(number) * scale).rounded()) else { return "?" }
        let sign = number < 0 && whole > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(whole)" }
        let fraction = String(whole % Int(scale))
        return "\(sign)\(whole / Int(scale))."
            + String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    }
}
