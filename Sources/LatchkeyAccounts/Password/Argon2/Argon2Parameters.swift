/// The cost of an argon2id hash (RFC 9106 §3.1).
///
/// Written as hashes write it, `m=19456,t=2,p=1`.
public struct Argon2Parameters: Sendable, Hashable, CustomStringConvertible {
    /// Memory in KiB.
    public let memory: UInt32
    /// Passes over the memory.
    public let iterations: UInt32
    /// Lanes.
    public let parallelism: UInt32

    /// 19 MiB, two passes, one lane: OWASP's baseline, and the default.
    public static let standard = Argon2Parameters(memory: 19_456, iterations: 2, parallelism: 1)

    /// Sets the three costs.
    public init(memory: UInt32, iterations: UInt32, parallelism: UInt32) {
        self.memory = memory
        self.iterations = iterations
        self.parallelism = parallelism
    }

    /// Reads `m=19456,t=2,p=1`; `nil` for any other text, and for a cost that no process is willing to pay.
    public init?(_ text: String) {
        self.init(phc: Substring(text))
        guard isAffordable else { return nil }
    }

    /// `m=19456,t=2,p=1`.
    public var description: String { "m=\(memory),t=\(iterations),p=\(parallelism)" }

    /// Whether the cost is at least one of those that OWASP's Password Storage Cheat Sheet holds for equally strong.
    public var isSufficientForNewHashes: Bool {
        isAffordable && Self.minima.contains { memory >= $0.memory && iterations >= $0.iterations }
    }

    private static let minima: [(memory: UInt32, iterations: UInt32)] = [
        (47_104, 1), (19_456, 2), (12_288, 3), (9216, 4), (7168, 5),
    ]

    /// Whether the cost is one that this process is willing to pay for a stored hash.
    ///
    /// A hash from outside could otherwise ask for terabytes.
    var isAffordable: Bool {
        (8...1_048_576).contains(memory) && (1...64).contains(iterations) && (1...16).contains(parallelism)
            && memory >= 8 * parallelism
    }

    /// Reads `m=19456,t=2,p=1`, whether or not it is affordable.
    init?(phc text: Substring) {
        guard let values = HashFields.decimals(text, named: ["m", "t", "p"]),
            let memory = UInt32(exactly: values[0]), let iterations = UInt32(exactly: values[1]),
            let parallelism = UInt32(exactly: values[2])
        else { return nil }
        self.init(memory: memory, iterations: iterations, parallelism: parallelism)
    }
}
