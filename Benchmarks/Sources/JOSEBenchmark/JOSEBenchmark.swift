import Foundation
import LatchkeyJOSE

/// Signs and verifies one token per algorithm three ways in one run: here, with jwt-kit, and with the bare primitive.
///
///     JOSEBenchmark [--rounds 25] [--milliseconds 6] [--output FILE] [--only hs256] [--without jwt-kit]
///     JOSEBenchmark allocations       counts, with the library of Scripts/bench-jose preloaded
///     JOSEBenchmark fixtures          keys and tokens for the libraries of Scripts/bench-peers
///     JOSEBenchmark worker FILE       signs and verifies with them when told to
///
/// Documentation/Benchmarks.md says how to read what it prints.
@main
struct JOSEBenchmark {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch arguments.first {
            case "allocations": try Allocations.print()
            case "fixtures": try Fixture.printAll()
            case "worker": try Worker(fixturesAt: arguments.last ?? "").run()
            default:
                var measurement = Measurement(try Options(arguments))
                try await measurement.run()
            }
        } catch {
            FileHandle.standardError.write(Data("JOSEBenchmark: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// One run over all lines.
struct Measurement {
    let options: Options
    private var report = Report()

    init(_ options: Options) {
        self.options = options
    }

    mutating func run() async throws {
        print("one thread, processor time, medians of \(options.rounds) rounds in which all take turns\n")
        let algorithms = try await wantedAlgorithms()
        print("seven claims, all checked\n" + Report.heading)
        for algorithm in algorithms { try await addAll(algorithm.common()) }
        report.printHashStates()
        print("\nLatchkey's own access token, thirteen claims\n" + Report.heading)
        for algorithm in algorithms { try await addAll(algorithm.accessToken()) }
        print("\nHS256 in detail")
        try await addCustomClaims()
        try await addGrowth()
        try await addRefusals()
        addAllocations()
        report.printVerdict()
        try report.json().write(toFile: options.output, atomically: true, encoding: .utf8)
        print("written to \(options.output)")
    }

    private func wantedAlgorithms() async throws -> [AlgorithmLines] {
        var algorithms: [AlgorithmLines] = []
        for algorithm in SignatureAlgorithm.allCases where wants(algorithm) {
            if let lines = try await AlgorithmLines(algorithm) {
                algorithms.append(lines)
            } else {
                print("not measured: \(algorithm.name), which has no keys here")
            }
        }
        return algorithms
    }

    /// Whether any line of this algorithm may be wanted: making its keys can take a while.
    private func wants(_ algorithm: SignatureAlgorithm) -> Bool {
        let prefix = "jose.\(algorithm.name.lowercased())"
        return options.only.isEmpty
            || options.only.contains { filter in
                ["verify", "sign"].contains { "\(prefix).\($0).access-token".contains(filter) }
            }
    }

    private func measured(_ lines: [Line]) async throws -> [Result] {
        var results: [Result] = []
        for line in lines where options.wants(line.name) {
            let line = line.without(options.without)
            results.append(
                try await line.measure(rounds: options.rounds, milliseconds: options.milliseconds)
            )
        }
        return results
    }

    private mutating func addAll(_ lines: [Line]) async throws {
        for line in lines {
            for result in try await measured([line]) { report.add(result) }
        }
    }

    // MARK: - In detail

    private mutating func addCustomClaims() async throws {
        for result in try await measured(CustomLines.all()) {
            guard let without = result.baseline("without") else { continue }
            let added = result.nanoseconds - without.nanoseconds
            report.add(
                result,
                "two strings add \(added.time), at most \(Budget.customClaims.time)",
                isMet: added <= Budget.customClaims
            )
        }
    }

    /// Per octet, so that a quadratic step would show as a ratio of sixteen.
    private mutating func addGrowth() async throws {
        for result in try await measured(GrowthLines.all()) {
            guard let small = result.baseline("1-kib"), let middle = result.baseline("4-kib") else {
                continue
            }
            let growth = small.ratio / 16
            let times = [small.nanoseconds / 1024, middle.nanoseconds / 4096, result.nanoseconds / 16384]
            report.add(
                result,
                times.map { $0.formatted(2) }.joined(separator: " ") + " ns/B: "
                    + "\(growth.ratio), at most \(Budget.growth.ratio)",
                isMet: growth <= Budget.growth
            )
        }
    }

    private mutating func addRefusals() async throws {
        for result in try await measured(RefusalLines.all()) {
            let ratio = result.baseline("accepted")?.ratio ?? 0
            report.add(result, "refused in \(result.nanoseconds.time), \(ratio.ratio) of one accepted")
        }
    }

    private mutating func addAllocations() {
        for (name, count) in options.allocations {
            report.add(name, count, unit: "allocations", atMost: Budget.allocations)
        }
    }
}
