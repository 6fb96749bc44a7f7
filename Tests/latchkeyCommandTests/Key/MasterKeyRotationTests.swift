import Foundation
import LatchkeyJOSE
import Testing

/// `latchkey key rotate --master`, alone, beside a server, and killed in the middle.
@Suite(.timeLimit(.minutes(5))) struct MasterKeyRotationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try DataFolder.make(in: folder)
    }

    private func latchkey(_ arguments: String..., environment: [String: String] = [:]) throws -> Latchkey.Run
    {
        try Latchkey.run(arguments, in: folder, environment: environment)
    }

    private func keptKeys() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "data"))
            .filter { $0.hasPrefix("master.key.") }.sorted()
    }

    /// Whether commands find the database and the master key in order.
    private func isWhole() throws -> Bool {
        let listed = try latchkey("key", "list", "--json")
        let verified = try latchkey("audit", "verify")
        return listed.status == 0 && listed.lines.count == 1 && verified.status == 0
    }

    @Test("the new master key takes the place of the old one, which is kept and opens nothing [A10] [E2]")
    func exchange() throws {
        try #require(try isWhole())
        let old = try folder.octets("data/master.key")
        let run = try latchkey("key", "rotate", "--master")
        #expect(run.error == "")
        #expect(run.status == 0)
        let kept = try #require(try keptKeys().first)
        #expect(
            run.lines == [
                "The database belongs to the master key ./data/master.key now.",
                "Encrypted anew: signing keys 1, second factors 0, mails 0.",
                "The earlier one is ./data/\(kept): copies of the database need it until they are gone.",
            ]
        )
        #expect(try folder.octets("data/master.key") != old)
        #expect(try folder.octets("data/\(kept)") == old)
        for name in ["master.key", kept] { #expect(try folder.permissions(of: "data/\(name)") == 0o600) }
        #expect(try keptKeys().count == 1)
        #expect(try isWhole())
        #expect(try latchkey("audit", "list", "--json").output.contains("master_key_rotated"))
        #expect(
            try latchkey("key", "list", environment: ["LATCHKEY_MASTER_KEY_FILE": "data/\(kept)"]).error
                .hasPrefix(
                    "latchkey: the master key is not the one that this database belongs to; "
                )
        )
        #expect(try latchkey("key", "rotate", "--master", "--json").status == 0)
        #expect(try keptKeys().count == 2)
        #expect(try isWhole())
    }

    @Test("a master key outside of the data folder is exchanged for one in a file that is named")
    func named() throws {
        try FileManager.default.moveItem(
            atPath: folder.path(of: "data/master.key"),
            toPath: folder.path(of: "first")
        )
        let first = ["LATCHKEY_MASTER_KEY_FILE": "first"]
        expectFailure(
            try latchkey("key", "rotate", "--master", environment: first),
            2,
            "the master key is first, not in the data folder. Name a file for the new one with --to, and give it to every "
                + "server as LATCHKEY_NEXT_MASTER_KEY_FILE before."
        )
        #expect(try latchkey("key", "list", environment: first).status == 0)
        let run = try latchkey("key", "rotate", "--master", "--to", "second", environment: first)
        #expect(run.status == 0, "\(run.error)")
        #expect(try folder.permissions(of: "second") == 0o600)
        #expect(try latchkey("key", "list", environment: first).status == 3)
        #expect(try latchkey("key", "list", environment: ["LATCHKEY_MASTER_KEY_FILE": "second"]).status == 0)
        let both = first.merging(["LATCHKEY_NEXT_MASTER_KEY_FILE": "second"]) { $1 }
        #expect(try latchkey("key", "list", environment: both).status == 0)
        let examined = try latchkey("doctor", "--json", environment: both)
        #expect(examined.output.contains("The database belongs to second: its master key was exchanged."))
        #expect(examined.output.contains("LATCHKEY_MASTER_KEY_FILE=second"))
        expectFailure(
            try latchkey("key", "rotate", "--master", "--to", "second", environment: both),
            1,
            "the database belongs to the master key of that file already."
        )
        expectFailure(
            try latchkey("key", "rotate", "--master", "--to", "third", environment: both),
            2,
            "LATCHKEY_NEXT_MASTER_KEY_FILE is second, where the servers look for the new one. Name that file with --to."
        )
        #expect(!folder.exists("third"))
        #expect(try keptKeys() == [])
    }

    @Test("of a next master key that waits the doctor says the command, with the file where it is named")
    func waiting() throws {
        try folder.write(Array(repeating: 7, count: 32), to: "second")
        try folder.setPermissions(0o600, of: "second")
        try FileManager.default.moveItem(
            atPath: folder.path(of: "data/master.key"),
            toPath: folder.path(of: "first")
        )
        let both = ["LATCHKEY_MASTER_KEY_FILE": "first", "LATCHKEY_NEXT_MASTER_KEY_FILE": "second"]
        let named = try latchkey("doctor", "--json", environment: both).output
        #expect(named.contains("\"latchkey key rotate --master --to second exchanges it.\""), "\(named)")
    }

    @Test("a broken next master key is named, with what to do about it [A10]")
    func brokenNext() throws {
        try folder.write("half a", to: "data/master.key.next")
        try folder.setPermissions(0o600, of: "data/master.key.next")
        let fault = "./data/master.key.next: holds no master key (32 octets, raw or in base64)"
        for arguments in [["key", "list"], ["key", "rotate", "--master"]] {
            expectFailure(
                try Latchkey.run(arguments, in: folder),
                3,
                "\(fault); the database belongs to ./data/master.key, so remove it."
            )
        }
        let examined = try latchkey("doctor", "--json").output
        #expect(examined.contains("\"\(fault).\""), "\(examined)")
        #expect(examined.contains("\"the database belongs to ./data/master.key, so remove it.\""))
        try folder.remove("data/master.key")
        expectFailure(
            try latchkey("key", "list"),
            3,
            "\(fault); no other opens the database, so bring it back from where it was kept apart."
        )
        try folder.write("half", to: "data/master.key")
        try folder.setPermissions(0o600, of: "data/master.key")
        try folder.remove("data/master.key.next")
        expectFailure(
            try latchkey("key", "list"),
            3,
            "./data/master.key: holds no master key (32 octets, raw or in base64); bring it back from where it was kept "
                + "apart."
        )
    }

    @Test("what runs that were killed left of their drafts goes at the next one, and nothing else does")
    func drafts() throws {
        let identifier = "0D4F6B0A-3C0E-4A51-9F5E-6B8E6C1D2F30"
        let left = ["master.key", "master.key.next", "master.key.old-0a1b2c3d"].map { "\($0).\(identifier)" }
        let stay = ["master.key.copy", "master.key.old-0a1b2c3d", "notes.\(identifier)"]
        for name in left + stay + ["master.key.next.\(UUID())"] {
            try folder.write(Array(repeating: 7, count: 32), to: "data/\(name)")
        }
        let written = try #require(
            FileManager.default.contentsOfDirectory(atPath: folder.path(of: "data")).first {
                $0.hasPrefix("master.key.next.") && !left.contains($0)
            }
        )
        let descriptor = open(folder.path(of: "data/\(written)"), O_RDWR)
        defer { close(descriptor) }
        // Somebody is at it.
        #expect(flock(descriptor, LOCK_EX) == 0)
        #expect(try latchkey("key", "rotate", "--master").status == 0)
        for name in left { #expect(!folder.exists("data/\(name)"), "\(name)") }
        for name in stay + [written] { #expect(folder.exists("data/\(name)"), "\(name)") }
        #expect(try isWhole())
    }

    @Test("a link in the place of the master key is refused, and what it points to stays")
    func link() throws {
        let old = try folder.octets("data/master.key")
        try FileManager.default.moveItem(
            atPath: folder.path(of: "data/master.key"),
            toPath: folder.path(of: "real")
        )
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(of: "data/master.key"),
            withDestinationPath: folder.path(of: "real")
        )
        let run = try latchkey("key", "rotate", "--master")
        #expect(run.status == 1)
        #expect(run.error.contains("./data/master.key is a symbolic link"), "\(run.error)")
        #expect(try folder.octets("real") == old)
        #expect(!folder.exists("data/master.key.next"))
    }

    @Test("--master goes with no option of signing keys, and --to with nothing else")
    func usage() throws {
        #expect(try latchkey("key", "rotate", "--master", "--now").status == 2)
        #expect(try latchkey("key", "rotate", "--to", "x").status == 2)
        expectFailure(
            try latchkey("key", "rotate", "--master", "--simulate"),
            2,
            "--simulate is for signing keys: it says when, and what becomes of tokens. Exchanging the master key ends no "
                + "session and no token, and is done whole or not at all. See 'latchkey key rotate --help' for more "
                + "information."
        )
        expectFailure(
            try latchkey("key", "rotate", "--master", "--to", "x"),
            2,
            "the master key is ./data/master.key, where the new one is put, too. Leave --to out."
        )
        #expect(!folder.exists("x"))
    }

    @Test("what was interrupted after the database had changed is finished by whatever runs next")
    func interrupted() throws {
        try #require(try isWhole())
        let old = try folder.octets("data/master.key")
        #expect(try latchkey("key", "rotate", "--master").status == 0)
        let kept = try #require(try keptKeys().first)
        // As it was between the commit and the change of names.
        try FileManager.default.moveItem(
            atPath: folder.path(of: "data/master.key"),
            toPath: folder.path(of: "data/master.key.next")
        )
        try folder.remove("data/\(kept)")
        try folder.write(old, to: "data/master.key")
        try folder.setPermissions(0o600, of: "data/master.key")
        let examined = try latchkey("doctor", "--json").output
        #expect(
            examined.contains("The database belongs to ./data/master.key.next: its master key was exchanged.")
        )
        #expect(try isWhole())
        #expect(try keptKeys() == [kept])
        #expect(try folder.octets("data/\(kept)") == old)
        #expect(try latchkey("doctor", "--json").output.contains("The master key belongs to this database."))
    }

    @Test("killed at any moment it loses nothing, and another run goes on [A10]")
    func killed() throws {
        try #require(try isWhole())
        var ended = 0
        for step in 0..<24 {
            let child = try Latchkey.start(["key", "rotate", "--master"], in: folder)
            // Not a wait for anything: the moment is what is tried.
            usleep(UInt32(step * 6_000))
            child.signal(SIGKILL)
            if try child.wait().status == 0 { ended += 1 }
            #expect(try isWhole(), "after \(step * 6) ms")
        }
        #expect(ended < 24, "none was killed")
        #expect(try latchkey("key", "rotate", "--master").status == 0)
        #expect(try isWhole())
        #expect(!folder.exists("data/master.key.next"))
    }

    @Test("a server that runs takes the new master key by itself, and nobody has to sign in again [A10]")
    func besideTheServer() async throws {
        let server = try RunningServer(in: folder)
        let body = try await server.post(
            "/api/login",
            ["login": "ada@example.org", "password": .string(DataFolder.password)]
        ).body
        #expect(try latchkey("key", "rotate", "--master").status == 0)
        // It opens a key that it has not seen before only with the new one.
        let rotated = try JSONObject(
            json: try #require(try latchkey("key", "rotate", "--now", "--json").lines.first)
        )
        let keyID = try #require(try rotated.string("kid"))
        let deadline = ContinuousClock.now + .seconds(20)
        var fresh = ""
        repeat {
            fresh = try await server.logIn("ada@example.org")
        } while try UnverifiedJWT(fresh).header.keyID != keyID && ContinuousClock.now < deadline
        #expect(try UnverifiedJWT(fresh).header.keyID == keyID)
        #expect(try await server.get("/health/ready", token: fresh).status == 200)
        let refresh = try #require(try body.string("refresh_token"))
        #expect(try await server.post("/api/refresh", ["refresh_token": .string(refresh)]).status == 200)
        #expect(
            try await server.get("/api/me", token: try #require(try body.string("access_token"))).status
                == 200
        )
        let other = try await server.post(
            "/api/me/factors",
            ["name": "phone"],
            token: fresh
        )
        #expect(other.status == 201, "\(other.body.json())")
        #expect(try latchkey("key", "list").status == 0)
    }
}
