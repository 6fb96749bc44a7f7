import Foundation
import Glibc
import LatchkeyJOSE
import Testing

/// `LATCHKEY_IMPORT_ROWS` sets how many.
@Suite struct LargeImportTests {
    private static let password = "violet otter drums at noon"

    /// Made by the libraries themselves, of ``password``.
    private static let hashes: [(name: String, hash: String)] = [
        (
            "pbkdf2",
            "pbkdf2:sha256:2000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b"
        ),
        ("bcrypt", "$2b$10$p2r.roP7v3RcruZ.9tUvfOX6UqsVY/JNiZIXnVHWJ3rKksakksk8m"),
        (
            "scrypt",
            "scrypt:32768:8:1$F5UxfL9I9Y0UzorC$e90edcfe415a82750c9e05b75e3d25d3ab1bc3024ad05b3d69e3f57d7ec15d9aa28e73ed12c62b6c9fdd5c8bc4d20894a65956eec3c1018678f3fa759bdd922e"
        ),
        ("bcrypt", "$2a$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG"),
    ]

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(
        "100,000 users of Werkzeug and bcrypt come in one go in little memory, log in, and get argon2id [D3]"
    )
    func manyUsers() async throws {
        let rows = ProcessInfo.processInfo.environment["LATCHKEY_IMPORT_ROWS"].flatMap { Int($0) } ?? 100_000
        try write(rows)
        let terminal = try PseudoTerminal()
        let start = ContinuousClock.now
        let child = try Latchkey.start(
            ["account", "import", "users.jsonl"],
            in: folder,
            errorTerminal: terminal.child
        )
        let memory = try Self.watch(child, terminal)
        let run = Latchkey.Run(try child.wait())
        let time = ContinuousClock.now - start
        #expect(run.status == 0)
        #expect(run.output == "Imported \(rows) accounts of \(rows) rows; 0 refused.\n")
        let early = try #require(memory.first { $0.percent >= 10 })
        let late = try #require(memory.last { $0.percent >= 80 })
        print(
            "Import: \(rows) accounts in \(time), resident \(early.kilobytes / 1024) MiB at \(early.percent) % and "
                + "\(late.kilobytes / 1024) MiB at \(late.percent) %"
        )
        // What the page cache of the database takes is bounded, what the rows take is given back.
        #expect(late.kilobytes < early.kilobytes + 16 * 1024)

        let server = try RunningServer(in: folder)
        for number in [0, 1, 2, 3, rows - 4, rows - 3, rows - 2, rows - 1] {
            let answer = try await server.post(
                "/api/login",
                ["login": .string("user\(number)@example.org"), "password": .string(Self.password)]
            )
            #expect(answer.status == 200, "\(Self.hashes[number % 4].name): \(answer.body.json())")
        }
        try check(rows)
    }

    private func write(_ rows: Int) throws {
        var text = ""
        for number in 0..<rows {
            text +=
                #"{"email":"user\#(number)@example.org","password_hash":"\#(Self.hashes[number % 4].hash)"}"#
            text += "\n"
        }
        try folder.write(text, to: "users.jsonl")
    }

    /// Looks at the bar until the program ends, and at the memory with each look.
    private static func watch(
        _ child: ChildProcess,
        _ terminal: PseudoTerminal
    ) throws -> [(percent: Int, kilobytes: Int)] {
        var seen: [(percent: Int, kilobytes: Int)] = []
        while let kilobytes = residentKilobytes(child.identifier) {
            let shown = terminal.shown()
            if let match = shown.matches(of: /\[#* *\] (\d+) % \d+ accounts, 0 refused/).last,
                let percent = Int(match.1)
            {
                seen.append((percent, kilobytes))
            }
            usleep(5000)
        }
        #expect(seen.count > 3, "a bar that hardly moves")
        return seen
    }

    /// `nil` when the process has ended.
    private static func residentKilobytes(_ process: pid_t) -> Int? {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        return status?.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Int($0.1) }
    }

    /// Those who logged in have a hash of ours, the others the one they came with.
    private func check(_ rows: Int) throws {
        let export = try Latchkey.run("account", "export", "--with-password-hashes", in: folder)
        #expect(export.status == 0, "\(export.error)")
        var own: Set<String> = []
        var count = 0
        for line in export.output.split(separator: "\n") {
            count += 1
            guard line.contains("$argon2id$") else { continue }
            own.insert(try #require(try JSONObject(json: String(line)).string("email")))
        }
        #expect(count == rows)
        let expected = [0, 1, 2, 3, rows - 4, rows - 3, rows - 2, rows - 1].map { "user\($0)@example.org" }
        #expect(own == Set(expected))
    }
}
