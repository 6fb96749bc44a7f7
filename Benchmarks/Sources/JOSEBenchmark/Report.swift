import Foundation

/// The tables for people, 80 columns wide, and the file for machines.
struct Report {
    private(set) var results: [Result] = []
    private(set) var extras: [(name: String, value: Double, unit: String)] = []

    static let heading =
        "".padded(18) + "token".leftPadded(8) + "ours".leftPadded(11) + "primitive".leftPadded(11)
        + "ratio".leftPadded(7) + "budget".leftPadded(8) + "".leftPadded(8) + "jwt-kit".leftPadded(8)

    /// One line of the main tables.
    mutating func add(_ result: Result) {
        results.append(result)
        let primitive = result.baseline("primitive")
        let isMet = primitive.flatMap { primitive in result.budget.map { primitive.ratio <= $0 } }
        var row = result.shortName.replacing(" access-token", with: "").padded(18)
        row += "\(result.tokenSize) B".leftPadded(8)
        row += result.nanoseconds.time.leftPadded(11)
        row += (primitive?.nanoseconds.time ?? "–").leftPadded(11)
        row += (primitive?.ratio.ratio ?? "–").leftPadded(7)
        row += (result.budget?.ratio ?? "").leftPadded(8)
        row += (isMet.map { $0 ? "met" : "missed" } ?? "").leftPadded(8)
        row += (result.baseline("jwt-kit")?.ratio.ratio ?? "").leftPadded(8)
        print(row)
        guard let isMet, let primitive, let budget = result.budget else { return }
        judge(
            isMet,
            "\(result.shortName): \(primitive.ratio.ratio) of the primitive, at most \(budget.ratio)"
        )
    }

    /// A line that has a sentence of its own.
    mutating func add(_ result: Result, _ sentence: String, isMet: Bool? = nil) {
        results.append(result)
        print(result.shortName.padded(28) + "\(result.tokenSize) B".leftPadded(8) + "  " + sentence)
        if let isMet { judge(isMet, "\(result.shortName): \(sentence)") }
    }

    mutating func add(_ name: String, _ value: Double, unit: String, atMost most: Double) {
        extras.append((name, value, unit))
        let text = "\(name.droppingPrefix): \(value.formatted(1)) \(unit), at most \(most.formatted(0))"
        print(text)
        judge(value <= most, text)
    }

    private var misses: [String] = []

    private mutating func judge(_ isMet: Bool, _ text: String) {
        if !isMet { misses.append(text) }
    }

    /// HMAC can be run in a cheaper way than the primitive in the tables, which is the one that swift-crypto offers.
    func printHashStates() {
        for result in results {
            guard let states = result.baseline("hash-states") else { continue }
            print(
                "\(result.shortName): \(states.ratio.ratio) of two keyed hash states, \(states.nanoseconds.time)"
            )
        }
    }

    func printVerdict() {
        print("")
        guard !misses.isEmpty else { return print("every budget met") }
        print("missed:")
        for miss in misses { print("  \(miss)") }
    }

    /// A list of `{"name", "value", "unit", "ratios"}`, a ratio being ours divided by the baseline.
    func json() -> String {
        var lines = results.map { result in
            let ratios = result.baselines.map { "\"\($0.name)\":\($0.ratio.formatted(3))" }
            return entry(result.name, result.nanoseconds, "ns", ratios.joined(separator: ","))
        }
        lines += extras.map { entry($0.name, $0.value, $0.unit, "") }
        return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    private func entry(_ name: String, _ value: Double, _ unit: String, _ ratios: String) -> String {
        "  {\"name\":\"\(name)\",\"value\":\(value.formatted(1)),\"unit\":\"\(unit)\",\"ratios\":{\(ratios)}}"
    }
}

extension Result {
    var shortName: String { name.droppingPrefix }
}

extension Double {
    /// Nanoseconds, for people.
    var time: String {
        self < 999_500 ? "\((self / 1000).formatted(2)) µs" : "\((self / 1e6).formatted(2)) ms"
    }

    var ratio: String { formatted(2) }

    func formatted(_ digits: Int) -> String {
        String(format: "%.\(digits)f", self)
    }
}

extension String {
    /// The name as the tables print it: without what every line begins with.
    var droppingPrefix: String {
        String(hasPrefix("jose.") ? dropFirst(5) : self[...]).replacing(".", with: " ")
    }

    func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(1, width - count))
    }

    func leftPadded(_ width: Int) -> String {
        String(repeating: " ", count: Swift.max(1, width - count)) + self
    }
}
