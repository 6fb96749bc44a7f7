import Foundation
import Glibc
import Testing

extension BlackBox {
    /// Starts that must fail: one clear line on standard error, exit 3, and nothing lost.
    @Suite struct StartTests {
        /// Makes a data folder with Ada in it.
        private func prepare(_ folder: TemporaryFolder) async throws {
            let server = try await Server.start(folder)
            _ = try await server.signUp()
            #expect(await server.end(by: SIGTERM).status == 0)
        }

        /// Checks that Ada can still log in.
        private func expectNothingLost(_ folder: TemporaryFolder) async throws {
            let server = try await Server.start(folder)
            #expect(try await server.logIn().status == 200)
            await server.end(by: SIGTERM)
        }

        private func expectRefusal(
            _ outcome: Program.Outcome,
            _ words: String...,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(outcome.status == 3, sourceLocation: sourceLocation)
            #expect(outcome.output == "", sourceLocation: sourceLocation)
            #expect(outcome.error.hasPrefix("latchkey: "), sourceLocation: sourceLocation)
            #expect(outcome.error.hasSuffix("\n"), sourceLocation: sourceLocation)
            #expect(
                outcome.error.count { $0 == "\n" } == 1,
                "\(outcome.error)",
                sourceLocation: sourceLocation
            )
            for word in words {
                #expect(outcome.error.contains(word), "\(outcome.error)", sourceLocation: sourceLocation)
            }
        }

        @Test("a busy port")
        func busyPort() async throws {
            let folder = try TemporaryFolder()
            let other = try TemporaryFolder()
            let server = try await Server.start(folder)
            let address = "127.0.0.1:\(server.port)"
            let outcome = try await Program.run(["serve", "--listen", address, "--data", other.data])
            expectRefusal(outcome, "cannot listen on \(address)", "in use")
            _ = try await server.signUp()
            await server.end(by: SIGTERM)
            try await expectNothingLost(folder)
        }

        @Test(
            "an issuer that is neither https nor this machine is warned of, by the name of the setting",
            arguments: [
                ("http://id.example", true), ("http://10.0.0.7:8080", true), ("https://id.example", false),
                ("http://localhost:8080", false),
            ]
        )
        func plainIssuer(issuer: String, isWarnedOf: Bool) async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder, environment: ["LATCHKEY_ISSUER": issuer])
            let outcome = await server.end(by: SIGTERM)
            #expect(outcome.status == 0)
            let warnings = outcome.error.split(separator: "\n").filter { $0.contains("warning") }
            #expect(warnings.count == (isWarnedOf ? 1 : 0), "\(outcome.error)")
            #expect(
                warnings.allSatisfy {
                    $0.contains("issuer: \(issuer) is not https, so browsers keep no cookie")
                }
            )
        }

        @Test("a master key that is named and that everybody can read is warned of, and not refused")
        func openMasterKey() async throws {
            let folder = try TemporaryFolder()
            let key = "\(folder.path)/named.key"
            try folder.write(Data(repeating: 7, count: 32), to: "named.key")
            for (mode, isWarnedOf) in [(0o644, true), (0o440, false)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
                let server = try await Server.start(folder, environment: ["LATCHKEY_MASTER_KEY_FILE": key])
                let outcome = await server.end(by: SIGTERM)
                #expect(outcome.status == 0)
                #expect(
                    outcome.error.contains(
                        "\(key): the master key is open to other users (mode 644); run chmod 640 \(key)"
                    ) == isWarnedOf,
                    "\(outcome.error)"
                )
            }
        }

        @Test("a file where the data folder should be")
        func fileInTheWay() async throws {
            let folder = try TemporaryFolder()
            try folder.write(Data("mine".utf8), to: "data")
            expectRefusal(try await Program.run(Server.arguments(folder)), folder.data)
            #expect(try folder.read("data") == Data("mine".utf8))
        }

        @Test("a folder where the database should be")
        func folderInTheWay() async throws {
            let folder = try TemporaryFolder()
            try FileManager.default.createDirectory(
                atPath: folder.data + "/latchkey.db",
                withIntermediateDirectories: true
            )
            expectRefusal(try await Program.run(Server.arguments(folder)), "latchkey.db")
        }

        @Test("a damaged database", arguments: ["cut off", "overwritten", "another program's", "emptied"])
        func damaged(_ damage: String) async throws {
            let folder = try TemporaryFolder()
            try await prepare(folder)
            let good = try folder.read("data/latchkey.db")
            var bad = good
            switch damage {
            case "cut off": bad = good.prefix(good.count / 2 + 100)
            case "overwritten": bad.replaceSubrange(1024..<12_288, with: Data(repeating: 0x5A, count: 11_264))
            case "another program's": bad = Data("This is a text file.\n".utf8)
            default: bad = Data()
            }
            try folder.write(bad, to: "data/latchkey.db")
            for rest in ["data/latchkey.db-wal", "data/latchkey.db-shm"] where folder.exists(rest) {
                try folder.remove(rest)
            }
            let outcome = try await Program.run(Server.arguments(folder))
            expectRefusal(outcome, "latchkey.db")
            #expect(try folder.read("data/latchkey.db") == bad)
            try folder.write(good, to: "data/latchkey.db")
            try await expectNothingLost(folder)
        }

        @Test("a missing master key: none is made in its place")
        func missingMasterKey() async throws {
            let folder = try TemporaryFolder()
            try await prepare(folder)
            try folder.move("data/master.key", to: "safe")
            expectRefusal(try await Program.run(Server.arguments(folder)), "master.key", "missing")
            #expect(!folder.exists("data/master.key"))
            try folder.move("safe", to: "data/master.key")
            try await expectNothingLost(folder)
        }

        @Test("a wrong master key, and one that is none", arguments: [32, 31, 0])
        func wrongMasterKey(_ size: Int) async throws {
            let folder = try TemporaryFolder()
            try await prepare(folder)
            try folder.move("data/master.key", to: "safe")
            try folder.write(Data(repeating: 7, count: size), to: "data/master.key")
            try folder.setPermissions(0o600, of: "data/master.key")
            expectRefusal(try await Program.run(Server.arguments(folder)), "master key")
            #expect(try folder.read("data/master.key") == Data(repeating: 7, count: size))
            try folder.remove("data/master.key")
            try folder.move("safe", to: "data/master.key")
            try await expectNothingLost(folder)
        }

        @Test("a second server on the same data, while the first goes on")
        func second() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let tokens = try await server.signUp()
            let outcome = try await Program.run(Server.arguments(folder))
            expectRefusal(outcome, "is being served by process \(server.program.identifier)")
            #expect(try await server.refresh(tokens).status == 200)
            await server.end(by: SIGKILL)
            try await expectNothingLost(folder)
        }
    }
}
