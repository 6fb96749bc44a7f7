import Foundation

/// What one line of the table came to.
struct Result {
    let name: String
    let tokenSize: Int
    let nanoseconds: Double
    let baselines: [(name: String, nanoseconds: Double, ratio: Double)]

    static let heading =
        "line".padded(32) + "token".leftPadded(7) + "ours".leftPadded(12) + "primitive".leftPadded(12)
        + "ratio".leftPadded(8) + "jwt-kit".leftPadded(12) + "ratio".leftPadded(8)

    var row: String {
        name.padded(32) + "\(tokenSize) B".leftPadded(7) + nanoseconds.time
            + cell("primitive") + cell("jwt-kit")
    }

    private func cell(_ baseline: String) -> String {
        guard let found = baselines.first(where: { $0.name == baseline }) else { return "" }
        return found.nanoseconds.time + String(format: "%.2f", found.ratio).leftPadded(8)
    }

    static func json(_ results: [Result]) -> String {
        let lines = results.map { result in
            let ratios = result.baselines.map { String(format: "\"%@\":%.3f", $0.name, $0.ratio) }.joined(
                separator: ","
            )
            return String(
                format: "  {\"name\":\"%@\",\"value\":%.1f,\"unit\":\"ns\",\"ratios\":{%@}}",
                result.name,
                result.nanoseconds,
                ratios
            )
        }
        return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }
}

extension Double {
    fileprivate var time: String {
        String(format: "%.2f µs", self / 1000).leftPadded(12)
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }

    fileprivate func leftPadded(_ width: Int) -> String {
        String(repeating: " ", count: max(1, width - count)) + self
    }
}
