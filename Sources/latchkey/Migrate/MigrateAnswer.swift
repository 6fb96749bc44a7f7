import LatchkeyAccounts
import LatchkeyJOSE

/// What `latchkey migrate` prints.
enum MigrateAnswer {
    /// How much of a digest people are shown.
    private static let shownDigits = 24
    /// And how much of two that differ, which have to fit beside each other.
    private static let shownDigitsOfTwo = 11

    /// Prints what a copy has come to; copies that differ are a refusal.
    static func print(_ report: CopyReport, asJSON: Bool) throws {
        if asJSON {
            try Output.print(json(report))
        } else {
            let rows = report.tables.map { table in
                [table.name, count(table), digest(table), table.isEqual ? "same" : "DIFFERS"]
            }
            let table = Table(["Table", "Rows", "SHA-256 (beginning)", ""], flexible: 2, rows: rows)
            try Output.write(table.rendered())
        }
        guard report.isEqual else {
            Output.complain(differing(report))
            throw AnsweredRefusal()
        }
        guard !asJSON else { return }
        let done = report.wasThere ? "A whole copy was there already" : "Copied \(report.copied) rows"
        try Output.print(
            "\(done); all \(report.rows) rows are the same on both sides. Give the master key of the source to the "
                + "servers of the target."
        )
    }

    /// Prints what would be copied.
    static func print(plan: [(table: String, rows: Int)], asJSON: Bool) throws {
        let total = plan.reduce(0) { $0 + $1.rows }
        guard !asJSON else {
            let tables = plan.map { entry in
                JSONValue.object(
                    .unique([("name", .string(entry.table)), ("rows", .integer(Int64(entry.rows)))])
                )
            }
            return try Output.print(
                .unique([
                    ("tables", .array(tables)), ("rows", .integer(Int64(total))), ("dry_run", .bool(true)),
                ])
            )
        }
        let rows = plan.map { [$0.table, "\($0.rows)"] }
        try Output.write(Table(["Table", "Rows"], flexible: 0, rows: rows).rendered())
        try Output.print("Would copy \(total) rows; nothing was changed.")
    }

    private static func differing(_ report: CopyReport) -> String {
        let names = report.tables.filter { !$0.isEqual }.map(\.name).joined(separator: ", ")
        return report.wasThere
            ? "the target holds a copy that differs from the source in \(names), and was left alone. Name a database "
                + "that is new."
            : "source and target differ in \(names): something was written to one of them between two runs. The target "
                + "opens for nobody; begin anew with --restart."
    }

    private static func count(_ table: CopyReport.Table) -> String {
        table.source.rows == table.target.rows
            ? "\(table.source.rows)" : "\(table.source.rows)/\(table.target.rows)"
    }

    private static func digest(_ table: CopyReport.Table) -> String {
        guard !table.isEqual else { return String(hexadecimal(table.source).prefix(shownDigits)) }
        return [table.source, table.target].map { String(hexadecimal($0).prefix(shownDigitsOfTwo)) }
            .joined(separator: " ")
    }

    private static func hexadecimal(_ digest: TableDigest) -> String {
        digest.octets.map { octet in
            let digits = String(octet, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    private static func json(_ report: CopyReport) -> JSONObject {
        let tables = report.tables.map { table in
            JSONValue.object(
                .unique([
                    ("name", .string(table.name)), ("source", side(table.source)),
                    ("target", side(table.target)), ("equal", .bool(table.isEqual)),
                ])
            )
        }
        return .unique([
            ("tables", .array(tables)), ("rows", .integer(Int64(report.rows))),
            ("copied", .integer(Int64(report.copied))), ("equal", .bool(report.isEqual)),
            ("dry_run", .bool(false)),
        ])
    }

    private static func side(_ digest: TableDigest) -> JSONValue {
        .object(
            .unique([("rows", .integer(Int64(digest.rows))), ("sha256", .string(hexadecimal(digest)))])
        )
    }
}
