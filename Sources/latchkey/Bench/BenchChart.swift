/// Requests a second of each strategy as bars, with the time of the slow answers beside them.
struct BenchChart {
    private static let width = 760
    private static let rowHeight = 30
    private static let top = 70
    private static let labels = 190
    private static let bars = 400

    let measurements: [Measurement]

    init(_ measurements: [Measurement]) { self.measurements = measurements }

    /// The drawing, one SVG document.
    var svg: String {
        let height = Self.top + measurements.count * Self.rowHeight + 20
        let most = max(measurements.map(\.rate).max() ?? 0, 1)
        let rows = measurements.enumerated().map { index, line in row(index, line, most) }.joined()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" role="img"
                 font-family="system-ui, sans-serif" font-size="14">
            <title>Requests a second by strategy</title>
            <rect width="\(Self.width)" height="\(height)" fill="#ffffff"/>
            <text x="16" y="28" font-size="18" font-weight="600" fill="#1a1a1a">Requests a second</text>
            <text x="16" y="50" fill="#555555">and the time that 99 of 100 answers took at most</text>
            \(rows)</svg>

            """
    }

    private func row(_ index: Int, _ line: Measurement, _ most: Double) -> String {
        let y = Self.top + index * Self.rowHeight
        let length = max(1, Int(line.rate / most * Double(Self.bars)))
        let colour = line.name == "bare" ? "#9aa0a6" : line.name.hasPrefix("sessions") ? "#b45309" : "#1d4ed8"
        let figures = "\(Int(line.rate)) · \(BenchReport.fixed(line.slow, 2)) ms"
        return """
            <text x="16" y="\(y + 16)" fill="#1a1a1a">\(line.title)</text>
            <rect x="\(Self.labels)" y="\(y + 2)" width="\(length)" height="20" rx="3" fill="\(colour)"/>
            <text x="\(Self.labels + length + 8)" y="\(y + 16)" fill="#1a1a1a">\(figures)</text>

            """
    }
}
