/// Rows of text in aligned columns that fit 80 columns of a terminal.
///
/// The flexible column gives way when the others leave it too little room: its cells wrap. Programs that read a list
/// take it line by line, so none wraps for them.
struct Table {
    static let width = 80
    private static let gap = 2

    let titles: [String]?
    let flexible: Int
    let indent: Int
    let rows: [[String]]

    /// A table with titles over its columns.
    init(_ titles: [String], flexible: Int, rows: [[String]]) {
        self.titles = titles
        self.flexible = flexible
        self.rows = rows
        indent = 0
    }

    /// Names and values, one pair a line.
    init(_ pairs: [(name: String, value: String)], indent: Int = 0) {
        self.indent = indent
        titles = nil
        flexible = 1
        rows = pairs.map { [$0.name, $0.value] }
    }

    /// The lines, each with its line feed; foreign control characters are made visible.
    func rendered() -> String {
        render(titled: true)
    }

    /// The same without the titles, for another part of a table that has been begun.
    func renderedBody() -> String {
        render(titled: false)
    }

    /// Whether a list goes to a program.
    private var isPiped: Bool { titles != nil && !Descriptor.isTerminal(Descriptor.standardOutput) }

    private func render(titled: Bool) -> String {
        let cells = ((titles.map { [$0] } ?? []) + rows).map { $0.map(\.visible) }
        let widths = columnWidths(cells)
        return cells.dropFirst(titled || titles == nil ? 0 : 1).map { lines(of: $0, widths) }.joined()
    }

    private func columnWidths(_ cells: [[String]]) -> [Int] {
        let columns = cells.first?.count ?? 0
        var widths = (0..<columns).map { column in cells.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        let others = widths.indices.filter { $0 != flexible }.reduce(indent) { $0 + widths[$1] + Self.gap }
        if columns > flexible, !isPiped {
            widths[flexible] = max(12, min(widths[flexible], Self.width - others))
        }
        return widths
    }

    private func lines(of row: [String], _ widths: [Int]) -> String {
        let wrapped = zip(row, widths).map { Self.wrap($0, to: $1) }
        let height = wrapped.map(\.count).max() ?? 0
        return (0..<height).map { line in
            let cells = wrapped.indices.map { column in
                let text = line < wrapped[column].count ? wrapped[column][line] : ""
                return text + String(repeating: " ", count: widths[column] - text.unicodeScalars.count)
            }
            let text =
                String(repeating: " ", count: indent)
                + cells.joined(separator: String(repeating: " ", count: Self.gap))
            return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    /// Breaks at spaces, and inside a word only where it is wider than the column.
    static func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""[...].unicodeScalars
        var rest = text.unicodeScalars[...]
        while rest.count > width {
            let head = rest.prefix(width + 1)
            let space = head.lastIndex(of: " ").flatMap { $0 > head.startIndex ? $0 : nil }
            line = space.map { rest[..<$0] } ?? rest.prefix(width)
            lines.append(String(line))
            rest = rest[line.endIndex...].drop { $0 == " " }
        }
        return rest.isEmpty && !lines.isEmpty ? lines : lines + [String(rest)]
    }
}
