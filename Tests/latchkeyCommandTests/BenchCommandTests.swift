import Foundation
import LatchkeyJOSE
import Testing

@Suite struct BenchCommandTests {
    private static let small = [
        "--seconds", "0.05", "--callers", "20", "--connections", "2", "--revocations", "5",
    ]
    private static let names = [
        "bare", "sessions.sqlite", "hs256", "hs256.revocations", "es256", "es256.revocations", "es256.cached",
        "ed25519", "ed25519.revocations", "rs256", "rs256.revocations",
    ]

    private static func strategies(_ answer: JSONObject) -> [JSONObject] {
        guard case .array(let rows)? = answer["strategies"] else { return [] }
        return rows.compactMap { row in
            guard case .object(let object) = row else { return nil }
            return object
        }
    }

    @Test("measures every strategy, draws them, and leaves nothing behind [A10]")
    func measures() throws {
        let folder = try TemporaryFolder()
        let run = try Latchkey.run(
            ["bench", "--json", "--chart", "chart.svg"] + Self.small,
            in: folder,
            environment: ["TMPDIR": folder.path]
        )
        #expect(run.status == 0, "\(run.error)")
        #expect(run.error == "")
        let rows = Self.strategies(try JSONObject(json: run.output))
        #expect(try rows.map { try $0.string("name") } == Self.names)
        for row in rows {
            let name = try #require(try row.string("name"))
            #expect(try row.number("requests_per_second") ?? 0 > 0, "\(name)")
            #expect(try row.number("p99_ms") ?? 0 >= row.number("p50_ms") ?? 1, "\(name)")
            #expect(try row.number("p50_ms") ?? 0 > 0, "\(name)")
            #expect((row["stored_octets_per_user"] == .null) == (name != "sessions.sqlite"))
            // Who has no list learns nothing before the token expires.
            let isTold =
                name == "sessions.sqlite" || name.hasSuffix("revocations") || name.hasSuffix("cached")
            #expect((row["ended_after_ms"] == .null) == !isTold, "\(name)")
        }
        #expect(try rows[1].number("sent_octets_per_request") == 76)
        let chart = try String(contentsOfFile: "\(folder.path)/chart.svg", encoding: .utf8)
        #expect(chart.count { $0 == "<" } == chart.count { $0 == ">" })
        // One behind all, and one for each strategy.
        #expect(chart.components(separatedBy: "<rect ").count - 1 == Self.names.count + 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["chart.svg"])
    }

    @Test("the table and the advice fit 80 columns")
    func table() throws {
        let run = try Latchkey.run(["bench"] + Self.small)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.lines.filter { $0.count > 80 } == [])
        #expect(run.lines.first?.hasPrefix("STRATEGY  ") == true)
        #expect(run.lines.contains { $0.hasPrefix("ES256 + rev. + cache  ") })
        #expect(
            run.output.contains("\n20 users are signed in") || run.output.contains(" 20 users are signed in")
        )
        #expect(run.lines.contains { $0.hasPrefix("Take sessions") })
        #expect(!run.output.contains("ED25519"))
        #expect(run.output.contains("Ed25519  "))
    }

    @Test("a chart that exists already is kept, and nothing is measured")
    func keepsChart() throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "chart.svg")
        let run = try Latchkey.run(["bench", "--chart", "chart.svg"], in: folder)
        expectFailure(run, 3, "chart.svg exists already. Remove it, or choose another name.")
        #expect(try String(contentsOfFile: "\(folder.path)/chart.svg", encoding: .utf8) == "mine")
    }

    @Test(
        "a password in an argument is refused, and not repeated",
        arguments: [
            ("--redis", "redis://:wr0ng@127.0.0.1:1", "Put it into REDISCLI_AUTH."),
            ("--postgres", "postgres://ada:wr0ng@127.0.0.1:1/x", "Put it into ~/.pgpass."),
        ]
    )
    func password(option: String, url: String, remedy: String) throws {
        expectFailure(
            try Latchkey.run("bench", option, url),
            2,
            "\(option) takes no password, which everybody on this machine could read. \(remedy) See 'latchkey bench "
                + "--help' for more information."
        )
    }

    @Test(
        "what cannot be measured is wrong usage",
        arguments: [
            (["--seconds", "0"], "--seconds takes a number from 0.05 to 600."),
            (["--seconds", "nan"], "--seconds takes a number from 0.05 to 600."),
            (["--callers", "9"], "--callers takes a whole number from 10 to 1000000."),
            (["--connections", "0"], "--connections takes a whole number from 1 to 1000."),
            (["--revocations=-1"], "--revocations takes a whole number from 0 to 10000000."),
        ]
    )
    func usage(arguments: [String], message: String) throws {
        expectFailure(
            try Latchkey.run(["bench"] + arguments),
            2,
            "\(message) See 'latchkey bench --help' for more information."
        )
    }
}
