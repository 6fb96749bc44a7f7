/// What the command line asks for.
struct Options {
    /// How often each line is measured; a ratio is the median of that many.
    var rounds = 25
    /// How long one contender works in one round.
    var milliseconds = 6
    var output = "jose.json"
    /// Only the lines whose name contains one of these.
    var only: [String] = []
    var without: [String] = []
    /// Allocations counted in a run of its own, as `name=count` with commas between.
    var allocations: [(name: String, count: Double)] = []

    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    init(_ arguments: some Sequence<String>) throws {
        var arguments = Array(arguments)
        while let name = arguments.first {
            guard arguments.count >= 2 else { throw Unknown(description: "\(name) needs a value") }
            try take(name, arguments[1])
            arguments.removeFirst(2)
        }
    }

    private mutating func take(_ name: String, _ value: String) throws {
        switch name {
        case "--rounds": rounds = try Self.count(name, value, atLeast: 5)
        case "--milliseconds": milliseconds = try Self.count(name, value, atLeast: 1)
        case "--output": output = value
        case "--only": only = value.split(separator: ",").map(String.init)
        case "--without": without = value.split(separator: ",").map(String.init)
        case "--allocations": allocations = Self.pairs(value)
        default: throw Unknown(description: "unknown option \(name)")
        }
    }

    private static func count(_ name: String, _ value: String, atLeast least: Int) throws -> Int {
        guard let count = Int(value), count >= least else {
            throw Unknown(description: "\(name) needs a whole number from \(least)")
        }
        return count
    }

    private static func pairs(_ text: String) -> [(name: String, count: Double)] {
        text.split(separator: ",").compactMap { pair in
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let count = Double(parts[1]) else { return nil }
            return (String(parts[0]), count)
        }
    }

    func wants(_ name: String) -> Bool {
        only.isEmpty || only.contains { name.contains($0) }
    }
}
