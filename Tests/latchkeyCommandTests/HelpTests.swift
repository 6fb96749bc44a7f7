import Foundation
import Testing

/// Every command's help as it was read and approved; set LATCHKEY_WRITE_SNAPSHOTS=1 to write it anew.
@Suite struct HelpTests {
    static let commands: [[String]] = [
        [], ["serve"],
        ["account"], ["account", "add"], ["account", "list"], ["account", "show"], ["account", "lock"],
        ["account", "unlock"], ["account", "set-roles"], ["account", "set-password"], ["account", "delete"],
        ["account", "import"], ["account", "invite"],
        ["account", "export"], ["invitation"], ["invitation", "list"], ["invitation", "withdraw"],
        ["client"], ["client", "add"], ["client", "list"], ["client", "show"], ["client", "rotate-secret"],
        ["client", "delete"],
        ["session"], ["session", "list"], ["session", "revoke"],
        ["audit"], ["audit", "list"], ["audit", "verify"],
        ["key"], ["key", "generate"], ["key", "public"], ["key", "convert"], ["key", "thumbprint"],
        ["key", "list"],
        ["key", "rotate"], ["key", "import"],
        ["token"], ["token", "sign"], ["token", "verify"], ["token", "inspect"],
        ["token", "encrypt"], ["token", "decrypt"],
        ["doctor"], ["backup"], ["restore"], ["migrate"], ["bench"],
    ]

    private static func snapshot(_ command: [String]) -> URL {
        let name = (["latchkey"] + command).joined(separator: "-")
        return URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name).txt")
    }

    @Test("help is what was approved, in 80 columns", arguments: commands)
    func help(command: [String]) throws {
        let run = try Latchkey.run(command + ["--help"])
        #expect(run.status == 0)
        #expect(run.error == "")
        if ProcessInfo.processInfo.environment["LATCHKEY_WRITE_SNAPSHOTS"] == "1" {
            try run.output.write(to: Self.snapshot(command), atomically: true, encoding: .utf8)
        }
        #expect(run.output == (try String(contentsOf: Self.snapshot(command), encoding: .utf8)))
        #expect(run.lines.filter { $0.count > 80 } == [])
    }

    @Test("every option and every verb has a sentence of its own", arguments: commands)
    func everythingExplained(command: [String]) throws {
        let lines = try Latchkey.run(command + ["--help"]).lines
        let names = lines.indices.filter { lines[$0].hasPrefix("  ") && !lines[$0].hasPrefix("   ") }
            .filter { !lines[$0].contains("See '") }
        for index in names {
            let isExplained =
                lines[index].dropFirst(2).contains("  ") || lines[index].dropFirst(25).first == " "
            let isExplainedBelow =
                index + 1 < lines.count && lines[index + 1].hasPrefix("                          ")
            #expect(isExplained || isExplainedBelow, "\(lines[index])")
        }
    }

    @Test("every verb of the program has its help approved here")
    func nothingForgotten() throws {
        var found: [[String]] = [[]]
        var nouns: [[String]] = [[]]
        while let noun = nouns.popLast() {
            let lines = try Latchkey.run(noun + ["--help"]).lines
            guard let start = lines.firstIndex(of: "SUBCOMMANDS:") else { continue }
            let verbs = lines[(start + 1)...].prefix { !$0.isEmpty }
                .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
                .compactMap { $0.split(separator: " ").first.map { noun + [String($0)] } }
            found += verbs
            nouns += verbs
        }
        #expect(Set(found) == Set(Self.commands))
    }

    @Test("--version prints the version and nothing else")
    func version() throws {
        let run = try Latchkey.run("--version")
        #expect(run.status == 0)
        #expect(run.output == "0.1.0\n")
        #expect(run.error == "")
    }
}
