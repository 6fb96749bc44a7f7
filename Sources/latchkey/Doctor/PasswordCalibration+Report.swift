import LatchkeyAccounts
import LatchkeyJOSE

extension PasswordCalibration {
    /// The table, and what to write where.
    var text: String {
        let rows = measurements.map { measurement in
            [
                "\(measurement.parameters.memory / 1024) MiB", "\(measurement.parameters.iterations)",
                "\(measurement.parameters.parallelism)", "\(measurement.milliseconds) ms",
                Self.tenths(measurement.rate),
                "\(Int(measurement.parameters.memory / 1024) * processors) MiB",
                measurement.parameters == recommendation?.parameters ? "recommended" : "",
            ]
        }
        let titles = ["MEMORY", "PASSES", "LANES", "A HASH", "LOGINS/S", "AT MOST", ""]
        return Table(titles, flexible: 6, rows: rows).rendered() + "\n" + advice
    }

    /// The same as one object.
    var json: JSONObject {
        .unique([
            ("target_ms", .integer(target.wholeMilliseconds)),
            ("processors", .integer(Int64(processors))),
            ("measured", .array(measurements.map { .object($0.json) })),
            ("recommended", recommendation.map { .string("\($0.parameters)") } ?? .null),
            ("within_target", .bool(!isTargetMissed)),
        ])
    }

    private var advice: String {
        guard let recommendation else { return "" }
        let found =
            isTargetMissed
            ? "Even the least that is safe takes \(recommendation.milliseconds) ms here, longer than the "
                + "\(target.wholeMilliseconds) ms\nasked for; less is not on offer."
            : "Of those that take no longer than \(target.wholeMilliseconds) ms, this one costs an\nattacker most."
        return """
            \(found)
            With as many logins at once as there are processors (\(processors)), hashing takes
            the memory under AT MOST.

            In the configuration file:

              passwords:
                argon2: "\(recommendation.parameters)"

            or in the environment:

              LATCHKEY_PASSWORDS_ARGON2=\(recommendation.parameters)

            """
    }

    /// A number with one decimal.
    private static func tenths(_ number: Double) -> String {
        guard number.isFinite, let tenths = Int(exactly: (number * 10).rounded()) else { return "?" }
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension PasswordCalibration.Measurement {
    fileprivate var milliseconds: Int64 { time.wholeMilliseconds }

    fileprivate var json: JSONObject {
        .unique([
            ("m", .integer(Int64(parameters.memory))),
            ("t", .integer(Int64(parameters.iterations))),
            ("p", .integer(Int64(parameters.parallelism))),
            ("hash_ms", .integer(milliseconds)),
            ("logins_per_second", .double(rate)),
        ])
    }
}

extension Duration {
    /// Rounded to the nearest.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
    }
}
