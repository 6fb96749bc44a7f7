import Foundation
import LatchkeyJOSE
import Testing

/// `latchkey doctor` over installations with one thing wrong each.
@Suite(.timeLimit(.minutes(5))) struct CheckupTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A finding as it is told in JSON.
    private struct Finding: Equatable {
        let area: String
        let severity: String
        let text: String
        let change: String?
    }

    private func examine(
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> (status: Int32, findings: [Finding]) {
        let run = try Latchkey.run(["doctor", "--json"] + arguments, in: folder, environment: environment)
        #expect(run.error == "")
        let answer = try JSONObject(json: run.output)
        guard case .array(let items)? = answer["findings"] else { return (run.status, []) }
        let findings = try items.compactMap { item -> Finding? in
            guard case .object(let object) = item else { return nil }
            return Finding(
                area: try object.string("area") ?? "",
                severity: try object.string("severity") ?? "",
                text: try object.string("text") ?? "",
                change: object["change"] == .null ? nil : try object.string("change")
            )
        }
        #expect(try answer.bool("healthy") == (run.status == 0))
        return (run.status, findings)
    }

    @Test("nothing is wrong with a new installation: warnings alone exit 0, and each names what to change")
    func healthy() throws {
        try DataFolder.make(in: folder)
        let (status, findings) = try examine()
        #expect(status == 0)
        #expect(findings.filter { $0.severity == "problem" } == [])
        for area in ["database", "master key", "keys", "permissions", "disk", "cookies", "mail"] {
            #expect(findings.contains { $0.area == area }, "\(area)")
        }
        #expect(findings.allSatisfy { ($0.severity == "ok") == ($0.change == nil) })
        let text = try Latchkey.run("doctor", in: folder)
        #expect(text.status == 0)
        // Each finding is one line where a program reads it, however long.
        #expect(text.lines.contains { $0.hasPrefix("ok ") && $0.hasSuffix("its schema is current.") })
        #expect(text.output.contains("→ mail.smtp: smtp://HOST:587"))
    }

    @Test("costs of password hashes that are very high, or spread over lanes, are told of")
    func passwordCosts() throws {
        try DataFolder.make(in: folder)
        let costs = [
            "m=65536,t=3,p=1": 0, "m=65536,t=3,p=4": 1, "m=1048576,t=64,p=1": 1, "m=1048576,t=2,p=2": 2,
        ]
        for (cost, warnings) in costs {
            let (status, findings) = try examine(environment: ["LATCHKEY_PASSWORDS_ARGON2": cost])
            let told = findings.filter { $0.area == "passwords" }
            #expect(status == 0)
            #expect(told.map(\.severity) == Array(repeating: "warning", count: warnings), "\(cost)")
            #expect(told.allSatisfy { $0.text.contains(cost) })
        }
        let (_, findings) = try examine(environment: ["LATCHKEY_PASSWORDS_ARGON2": "m=65536,t=3,p=4"])
        #expect(
            findings.first { $0.area == "passwords" }?.change == "passwords.argon2: \"m=65536,t=3,p=1\""
        )
    }

    @Test("it changes nothing: no database is made, no key, and no folder")
    func changesNothing() throws {
        let (status, findings) = try examine()
        #expect(status == 1)
        #expect(findings.first?.area == "database")
        #expect(findings.first?.severity == "problem")
        #expect(!folder.exists("data"))
        try DataFolder.make(in: folder)
        try folder.remove("data/master.key")
        let after = try examine()
        #expect(after.status == 1)
        #expect(after.findings.contains { $0.area == "master key" && $0.severity == "problem" })
        #expect(!folder.exists("data/master.key"))
    }

    @Test("another's master key, a damaged database and a key open to others are problems")
    func problems() throws {
        try DataFolder.make(in: folder)
        try folder.setPermissions(0o644, of: "data/master.key")
        let open = try examine()
        #expect(open.status == 1)
        #expect(
            open.findings.contains(
                Finding(
                    area: "permissions",
                    severity: "problem",
                    text: "./data/master.key is open to other users (mode 644).",
                    change: "chmod 600 ./data/master.key"
                )
            )
        )
        try folder.setPermissions(0o600, of: "data/master.key")
        try folder.write([UInt8](repeating: 7, count: 32), to: "data/master.key")
        #expect(try examine().findings.contains { $0.area == "master key" && $0.severity == "problem" })
        try folder.write(Array(folder.octets("data/latchkey.db").prefix(5000)), to: "data/latchkey.db")
        let damaged = try examine()
        #expect(damaged.findings.first?.severity == "problem")
        #expect(damaged.findings.first?.change?.hasPrefix("latchkey restore FILE") == true)
    }

    @Test(
        "a secret that is open to others is said once, wherever it is named, and nobody else is said to be safe"
    )
    func openSecrets() throws {
        try DataFolder.make(in: folder)
        for (name, mode) in [("tls.key", 0o660), ("redis.key", 0o644), ("named.key", 0o644)] {
            try folder.write(Array(repeating: 7, count: 32), to: name)
            try folder.setPermissions(mode, of: name)
        }
        let (status, findings) = try examine(environment: [
            "LATCHKEY_TLS_CERTIFICATE": "tls.key", "LATCHKEY_TLS_KEY": "tls.key",
            "LATCHKEY_REDIS_CERTIFICATE": "redis.key", "LATCHKEY_REDIS_KEY": "redis.key",
            "LATCHKEY_MASTER_KEY_FILE": "named.key",
        ])
        #expect(status == 1)
        let expected = [
            ("problem", "tls.key is open to other users (mode 660).", "chmod 640 tls.key"),
            ("problem", "redis.key is open to other users (mode 644).", "chmod 640 redis.key"),
            ("warning", "named.key is open to other users (mode 644).", "chmod 640 named.key"),
        ].map { Finding(area: "permissions", severity: $0, text: $1, change: $2) }
        #expect(Set(findings.filter { $0.area == "permissions" }.map(\.text)) == Set(expected.map(\.text)))
        for finding in expected { #expect(findings.contains(finding), "\(finding)") }
        #expect(findings.filter { $0.area == "tls" } == [])
        try folder.setPermissions(0o644, of: "data/master.key")
        let open = try examine().findings.filter { $0.text.contains("master.key") }
        #expect(open.map(\.area) == ["permissions"])
    }

    @Test("a link to a secret that only its owner reads is as good as the file")
    func linkedSecret() throws {
        try DataFolder.make(in: folder)
        try FileManager.default.moveItem(
            atPath: folder.path(of: "data/master.key"),
            toPath: folder.path(of: "real")
        )
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(of: "data/master.key"),
            withDestinationPath: folder.path(of: "real")
        )
        #expect(try examine().findings.contains { ($0.area, $0.severity) == ("permissions", "ok") })
    }

    @Test(
        "settings that do not go together are found, with the line to change",
        arguments: [
            (
                ["LATCHKEY_ISSUER": "https://id.example"], "proxies", "warning",
                "proxies.trusted: [127.0.0.1]"
            ),
            (
                ["LATCHKEY_ISSUER": "https://id.example", "LATCHKEY_PROXIES_TRUSTED": "0.0.0.0/0"], "proxies",
                "problem", "proxies.trusted: [ADDRESS-OF-YOUR-PROXY]"
            ),
            (
                ["LATCHKEY_ISSUER": "http://id.example"], "cookies", "problem",
                "issuer: https://YOUR-PUBLIC-NAME"
            ),
            (
                ["LATCHKEY_MAIL_SMTP": "smtp://127.0.0.1:1"], "mail", "problem",
                "mail.smtp: smtp://HOST:PORT of one that does"
            ),
            (
                ["LATCHKEY_METRICS_LISTEN": "10.0.0.1:9100"], "metrics", "warning",
                "metrics.listen: 127.0.0.1:9100"
            ),
            (
                ["LATCHKEY_TLS_CERTIFICATE": "absent", "LATCHKEY_TLS_KEY": "absent"], "tls", "problem",
                "tls.certificate: FILE, and tls.key: FILE"
            ),
        ]
    )
    func settings(_ environment: [String: String], area: String, severity: String, change: String) throws {
        try DataFolder.make(in: folder)
        let (status, findings) = try examine(environment: environment)
        #expect(status == (severity == "problem" ? 1 : 0))
        #expect(findings.contains { ($0.area, $0.severity, $0.change) == (area, severity, change) })
    }

    @Test("beside a running server it finds the same, and the server goes on")
    func besideTheServer() async throws {
        try DataFolder.make(in: folder)
        let server = try RunningServer(in: folder)
        #expect(try examine().status == 0)
        _ = try await server.logIn("ada@example.org")
    }
}
