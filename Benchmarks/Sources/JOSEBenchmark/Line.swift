/// One line of the table: the same work done by several contenders.
struct Line {
    typealias Work = (_ iterations: Int) async throws -> Void

    let name: String
    let tokenSize: Int
    let ours: Work
    /// Baselines by name, such as `primitive` and `jwt-kit`.
    let baselines: [(name: String, work: Work)]

    func without(_ names: [String]) -> Line {
        Line(
            name: name,
            tokenSize: tokenSize,
            ours: ours,
            baselines: baselines.filter { !names.contains($0.name) }
        )
    }

    func measure(rounds: Int, milliseconds: Int) async throws -> Result {
        let contenders = [("ours", ours)] + baselines.map { ($0.name, $0.work) }
        var iterations: [Int] = []
        for (_, work) in contenders {
            iterations.append(try await calibrate(work, milliseconds))
        }
        var times = [[Double]](repeating: [], count: contenders.count)
        for round in 0..<rounds {
            // Every other round backwards: whoever runs first has no advantage.
            let order = round.isMultiple(of: 2) ? Array(contenders.indices) : contenders.indices.reversed()
            for index in order {
                times[index].append(try await nanoseconds(contenders[index].1, iterations[index]))
            }
        }
        return Result(
            name: name,
            tokenSize: tokenSize,
            nanoseconds: times[0].median,
            baselines: baselines.indices.map { index in
                let ratios = zip(times[0], times[index + 1]).map { $0 / $1 }
                return (baselines[index].name, times[index + 1].median, ratios.median)
            }
        )
    }

    private func calibrate(_ work: Work, _ milliseconds: Int) async throws -> Int {
        _ = try await nanoseconds(work, 20)
        let once = try await nanoseconds(work, 50)
        return max(10, Int(Double(milliseconds) * 1e6 / once))
    }

    private func nanoseconds(_ work: Work, _ iterations: Int) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await work(iterations)
        let elapsed = start.duration(to: clock.now)
        return (Double(elapsed.components.seconds) * 1e9 + Double(elapsed.components.attoseconds) / 1e9)
            / Double(iterations)
    }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

/// Keeps the optimiser from seeing that a result is not used.
@inline(never)
func keep<Value>(_ value: borrowing Value) {}
