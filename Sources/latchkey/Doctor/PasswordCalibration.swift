import LatchkeyAccounts

/// What password hashes cost on this machine.
struct PasswordCalibration {
    /// One cost and what it takes.
    struct Measurement {
        let parameters: Argon2Parameters
        /// One hash alone: the fastest of some, which nothing else on the machine held up.
        let time: Duration
        /// Hashes a second on all processors together.
        let rate: Double
    }

    /// From OWASP's baseline upwards.
    ///
    /// One lane each: a hash runs on one thread whatever its lanes, and logins on different processors run side by side.
    private static let candidates: [Argon2Parameters] = [
        (19_456, 2), (19_456, 3), (32_768, 2), (32_768, 3), (47_104, 2), (47_104, 3),
        (65_536, 2), (65_536, 3), (98_304, 3), (131_072, 3), (262_144, 3),
    ].map { Argon2Parameters(memory: $0.0, iterations: $0.1, parallelism: 1) }

    private static let samples = 3
    /// Costs this much over the target are not worth the wait for their figures.
    private static let excess = 2
    /// On a machine that has other things to do, what was measured by then has to do.
    private static let patience = Duration.seconds(20)

    let target: Duration
    let processors: Int
    let measurements: [Measurement]

    /// Measures one cost after the other until they are far over the target.
    static func measure(target: Duration) async throws -> PasswordCalibration {
        let processors = PasswordHasher.processors
        var bar = ProgressBar()
        defer { bar.end() }
        var measurements: [Measurement] = []
        let start = ContinuousClock.now
        for (number, parameters) in candidates.enumerated() {
            bar.show(number, of: candidates.count, "\(parameters)")
            let measurement = try await measure(parameters, processors: processors)
            measurements.append(measurement)
            if measurement.time > target * excess || ContinuousClock.now - start > patience { break }
        }
        return PasswordCalibration(target: target, processors: processors, measurements: measurements)
    }

    /// The highest cost within the target; without one, the baseline.
    ///
    /// By what it costs an attacker, memory times passes, and not by the time that was measured, which other work on the
    /// machine blurs.
    var recommendation: Measurement? {
        measurements.filter { $0.time <= target }.max { Self.cost($0) < Self.cost($1) } ?? measurements.first
    }

    private static func cost(_ measurement: Measurement) -> Int {
        Int(measurement.parameters.memory) * Int(measurement.parameters.iterations)
    }

    /// Whether even the baseline takes longer than the target.
    var isTargetMissed: Bool { !measurements.contains { $0.time <= target } }

    private static func measure(
        _ parameters: Argon2Parameters,
        processors: Int
    ) async throws -> Measurement {
        let hasher = PasswordHasher(parameters: parameters, threads: processors, queueLimit: 1024)
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<samples {
            times.append(try await clock.measure { _ = try await hasher.hash("a password to measure") })
        }
        let count = processors * 2
        let together = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<count {
                    group.addTask { _ = try await hasher.hash("a password to measure") }
                }
                try await group.waitForAll()
            }
        }
        return Measurement(
            parameters: parameters,
            time: times.min() ?? .zero,
            rate: Double(count) / (together / .seconds(1))
        )
    }
}
