import Measuring

/// One line of the table: the same work done by several contenders.
struct Line {
    typealias Work = (_ iterations: Int) async throws -> Void

    /// As in the JSON file, such as `jose.hs256.verify`.
    let name: String
    let tokenSize: Int
    let ours: Work
    /// Baselines by name, such as `primitive` and `jwt-kit`.
    ///
    /// Of two with the same name the faster one counts.
    var baselines: [(name: String, work: Work)]
    /// The most that ours may be of the first baseline.
    var budget: Double?

    func without(_ names: [String]) -> Line {
        var line = self
        line.baselines.removeAll { names.contains($0.name) }
        return line
    }

    /// Lets the contenders take turns, in short rounds, so that whatever the machine does meanwhile hits all of them.
    func measure(rounds: Int, milliseconds: Int) async throws -> Result {
        let contenders = [ours] + baselines.map(\.work)
        var iterations: [Int] = []
        for work in contenders {
            iterations.append(try await calibrate(work, milliseconds))
        }
        var times = [[Double]](repeating: [], count: contenders.count)
        for round in 0..<rounds {
            // Every other round backwards: whoever runs first has no advantage.
            let order = round.isMultiple(of: 2) ? Array(contenders.indices) : contenders.indices.reversed()
            for index in order {
                times[index].append(try await nanoseconds(contenders[index], iterations[index]))
            }
        }
        return result(times)
    }

    private func result(_ times: [[Double]]) -> Result {
        var measured: [Result.Baseline] = []
        for (index, baseline) in baselines.enumerated() {
            let ratios = zip(times[0], times[index + 1]).map { $0 / $1 }
            let candidate = Result.Baseline(
                name: baseline.name,
                nanoseconds: times[index + 1].median,
                ratio: ratios.median
            )
            if let known = measured.firstIndex(where: { $0.name == baseline.name }) {
                if candidate.ratio > measured[known].ratio { measured[known] = candidate }
            } else {
                measured.append(candidate)
            }
        }
        return Result(
            name: name,
            tokenSize: tokenSize,
            nanoseconds: times[0].median,
            baselines: measured,
            budget: budget
        )
    }

    private func calibrate(_ work: Work, _ milliseconds: Int) async throws -> Int {
        _ = try await nanoseconds(work, 20)
        let once = try await nanoseconds(work, 50)
        // Of slow work, and of work whose time depends on chance, a few times say little.
        return max(25, Int(Double(milliseconds) * 1e6 / once))
    }

    private func nanoseconds(_ work: Work, _ iterations: Int) async throws -> Double {
        let start = cpuTime()
        try await work(iterations)
        return (cpuTime() - start) / Double(iterations)
    }
}

/// What one line came to.
struct Result {
    struct Baseline {
        let name: String
        let nanoseconds: Double
        /// The median over all rounds of our time divided by that of the baseline in the same round.
        let ratio: Double
    }

    let name: String
    let tokenSize: Int
    let nanoseconds: Double
    let baselines: [Baseline]
    let budget: Double?

    func baseline(_ name: String) -> Baseline? {
        baselines.first { $0.name == name }
    }
}
