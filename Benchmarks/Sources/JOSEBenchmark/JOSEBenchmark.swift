import Foundation

/// Signs and verifies one token per algorithm three ways in one run: here, with jwt-kit, and with the bare primitive.
///
/// The contenders of a line take turns, round by round, so that whatever the machine does meanwhile hits all of them. A
/// ratio is the median of the ratios of the rounds, a time the median of the times.
///
///     JOSEBenchmark [--rounds 9] [--milliseconds 60] [--output FILE] [--only hs256] [--without jwt-kit]
@main
struct JOSEBenchmark {
    static func main() async throws {
        let options = Options(CommandLine.arguments.dropFirst())
        var results: [Result] = []
        print("sign and verify, seven claims, all checked; median of \(options.rounds) rounds, one thread\n")
        print(Result.heading)
        for line in try await Lines.all(options.only) {
            let line = line.without(options.without)
            let result = try await line.measure(rounds: options.rounds, milliseconds: options.milliseconds)
            print(result.row)
            results.append(result)
        }
        try Result.json(results).write(toFile: options.output, atomically: true, encoding: .utf8)
        print("\nwritten to \(options.output)")
    }
}

struct Options {
    var rounds = 9
    var milliseconds = 60
    var output = "jose.json"
    var only: String?
    var without: [String] = []

    init(_ arguments: some Sequence<String>) {
        var arguments = Array(arguments)
        while arguments.count >= 2 {
            let (name, value) = (arguments.removeFirst(), arguments.removeFirst())
            switch name {
            case "--rounds": rounds = Int(value) ?? rounds
            case "--milliseconds": milliseconds = Int(value) ?? milliseconds
            case "--output": output = value
            case "--only": only = value
            case "--without": without.append(value)
            default: print("ignored: \(name)")
            }
        }
    }
}
