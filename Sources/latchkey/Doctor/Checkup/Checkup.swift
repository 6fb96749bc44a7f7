import FoundationEssentials
import LatchkeyJOSE
import LatchkeyServer

/// Looks at everything that a server needs, and changes nothing.
struct Checkup: Sendable {
    let configuration: ServerConfiguration
    let now: Date

    /// Everything that was looked at, in the order in which it is told.
    func findings() async -> [CheckupFinding] {
        let database = await DatabaseCheckup(configuration: configuration, now: now).findings()
        return database + FileCheckup(configuration: configuration).findings()
            + DiskCheckup(configuration: configuration).findings() + ClockCheckup().findings()
            + ListenerCheckup(configuration: configuration, now: now).findings()
            + PasswordCheckup(cost: configuration.argon2).findings()
            + (await MailCheckup(configuration: configuration).findings())
            + (await RedisCheckup(configuration: configuration).findings())
    }

    /// The findings as a table, what to change below each that asks for it.
    static func text(_ findings: [CheckupFinding]) -> String {
        let rows = findings.map { finding in
            let change = finding.change.map { "\n→ \($0)" } ?? ""
            return [finding.severity.rawValue, finding.area, finding.sentence + change]
        }
        let lines = rows.flatMap { row in
            row[2].split(separator: "\n").enumerated().map { number, line in
                number == 0 ? [row[0], row[1], String(line)] : ["", "", String(line)]
            }
        }
        return Table(["", "AREA", "FINDING"], flexible: 2, rows: lines).rendered()
    }

    static func json(_ findings: [CheckupFinding]) -> JSONObject {
        .unique([
            ("healthy", .bool(!findings.contains { $0.severity == .problem })),
            ("findings", .array(findings.map { .object($0.json) })),
        ])
    }
}
