import Foundation
import LatchkeyJOSE
import Testing

/// `key list`, `rotate`, `import` and `public` on a data folder, without a server.
@Suite struct KeyRingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try DataFolder.make(in: folder)
    }

    private func latchkey(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(arguments, in: folder)
    }

    private static let unpublished =
        "a shared secret cannot be published: every service that verifies by the server's key set would refuse the new "
        + "tokens. Pass --unpublished where there is none."

    private func listed() throws -> [JSONObject] {
        try latchkey("key", "list", "--json").lines.map { try JSONObject(json: $0) }
    }

    @Test("a rotated key is published at once and signs later")
    func rotate() throws {
        let first = try #require(try listed().first)
        #expect(try listed().count == 1)
        #expect(try first.string("state") == "active")
        #expect(try first.string("alg") == "ES256")
        let rotated = try JSONObject(json: try #require(try latchkey("key", "rotate", "--json").lines.first))
        #expect(try rotated.string("state") == "next")
        #expect(try listed().map { try $0.string("state") } == ["next", "active"])
        #expect(try listed()[1].contains("expires_at"))
        let published = try JWKSet(json: try #require(try latchkey("key", "public").lines.first))
        #expect(try published.keys.map(\.keyID) == listed().map { try $0.string("kid") })
        #expect(published.keys.allSatisfy { !$0.isPrivate })
    }

    @Test("--now signs at once, with another algorithm if wished")
    func rotateNow() throws {
        let run = try latchkey("key", "rotate", "--now", "--algorithm", "EdDSA")
        #expect(run.status == 0)
        #expect(run.lines.first == "The server signs with the new EdDSA key now:")
        #expect(try listed().map { try $0.string("state") } == ["active", "retired"])
        #expect(try listed().map { try $0.string("alg") } == ["EdDSA", "ES256"])
    }

    @Test("--compromised takes a key out of the ring at once, and a new one signs")
    func rotateCompromised() throws {
        let old = try #require(try listed().first?.string("kid"))
        let run = try latchkey("key", "rotate", "--compromised", old)
        #expect(run.status == 0)
        #expect(run.lines.first == "Every token that \(old) has signed is refused from now on.")
        #expect(try listed().map { try $0.string("state") } == ["active"])
        #expect(try listed().first?.string("kid") != old)
        let again = try latchkey("key", "rotate", "--compromised", old)
        #expect(again.status == 1)
        #expect(again.error.contains("the ring has no key \(old). See latchkey key list."))
        // One in 64 begins with a minus.
        let dashed = try latchkey("key", "rotate", "--compromised", "-YcKb4R")
        #expect(dashed.status == 1)
        #expect(dashed.error.contains("the ring has no key -YcKb4R. See latchkey key list."))
    }

    @Test("--simulate changes nothing, and plays through what a rotation does to tokens")
    func simulate() throws {
        let before = try listed()
        let old = try #require(try before.first?.string("kid"))
        func outcome(_ options: String...) throws -> [Int64?] {
            let run = try Latchkey.run(["key", "rotate", "--simulate", "--json"] + options, in: folder)
            let json = try JSONObject(json: try #require(run.lines.first))
            #expect(try #require(try json.integer("verifications")) > 10_000)
            return [try json.integer("failures"), try json.integer("refetches")]
        }
        #expect(try outcome() == [0, 0])
        let immediate = try outcome("--now")
        #expect(immediate[0] == 0)
        #expect(try #require(immediate[1]) > 0)
        #expect(try #require(try outcome("--compromised", old)[0]) > 0)
        let run = try latchkey("key", "rotate", "--simulate")
        #expect(run.lines.filter { $0.contains("The new key") }.count == 2)
        #expect(run.output.contains("0 fail, and 0 have to fetch the key set first. Nothing was changed."))
        #expect(try listed().map { $0.json() } == before.map { $0.json() })
    }

    @Test("a list for people fits 80 columns")
    func list() throws {
        _ = try latchkey("key", "rotate")
        let run = try latchkey("key", "list")
        #expect(run.lines.filter { $0.count > 80 } == [])
        #expect(run.lines.filter { $0.hasPrefix("kid") }.count == 2)
        #expect(run.output.contains("\nsigns from  2"))
        #expect(run.output.contains("\nverifies until  2"))
    }

    @Test(
        "an imported ssh-keygen key signs from now on [D1]",
        .enabled(if: ForeignTool.sshKeygen != nil, "ssh-keygen is not installed")
    )
    func importKey() throws {
        let sshKeygen = try #require(ForeignTool.sshKeygen)
        try sshKeygen.run("-q", "-t", "rsa", "-b", "4096", "-m", "PEM", "-N", "", "-f", "id", in: folder)
        let thumbprint = try #require(try latchkey("key", "thumbprint", "id").lines.first)
        let run = try latchkey("key", "import", "id", "--now")
        #expect(run.output == "The server signs with the new RS256 key now:\n\(thumbprint)\n")
        #expect(try listed().first?.string("kid") == thumbprint)
        expectFailure(try latchkey("key", "import", "id"), 1, "the ring holds the key \(thumbprint) already.")
        #expect(try listed().count == 2)
    }

    @Test("a shared secret is imported by its algorithm and never published")
    func importSecret() throws {
        try folder.write("a shared secret of thirty-two octets and more\n", to: "secret")
        #expect(try latchkey("key", "import", "secret").status == 1)
        expectFailure(
            try latchkey("key", "import", "secret", "--algorithm", "HS256", "--now", "--unpublished"),
            1,
            Self.refusedByTheServer("HS256")
        )
        let settings = ["LATCHKEY_TOKENS_ALGORITHM": "HS256"]
        let arguments = ["key", "import", "secret", "--algorithm", "HS256", "--now"]
        expectFailure(try Latchkey.run(arguments, in: folder, environment: settings), 1, Self.unpublished)
        #expect(
            try Latchkey.run(arguments + ["--unpublished"], in: folder, environment: settings).status == 0
        )
        #expect(try JWKSet(json: try #require(try latchkey("key", "public").lines.first)).keys.count == 1)
    }

    @Test("a well-known secret is not imported, and it is said how to make one")
    func importSample() throws {
        try folder.write("a-string-secret-at-least-256-bits-long\n", to: "secret")
        expectFailure(
            try Latchkey.run(
                ["key", "import", "secret", "--algorithm", "HS256", "--unpublished"],
                in: folder,
                environment: ["LATCHKEY_TOKENS_ALGORITHM": "HS256"]
            ),
            1,
            SampleKeys.wellKnown("secret")
        )
        #expect(try listed().count == 1)
    }

    @Test("a rotation to a shared secret has to be meant, and the next one then is")
    func rotateToSecret() throws {
        let settings = ["LATCHKEY_TOKENS_ALGORITHM": "HS256"]
        let rotate = ["key", "rotate", "--now"]
        #expect(try listed().map { try $0.string("alg") } == ["ES256"])
        let toSecret = rotate + ["--algorithm", "HS256"]
        expectFailure(try Latchkey.run(toSecret, in: folder, environment: settings), 1, Self.unpublished)
        #expect(try listed().count == 1)
        let run = try Latchkey.run(toSecret + ["--unpublished"], in: folder, environment: settings)
        #expect(run.lines.first == "The server signs with the new HS256 key now:")
        #expect(try Latchkey.run(rotate, in: folder, environment: settings).status == 0)
        #expect(try listed().map { try $0.string("alg") } == ["HS256", "HS256", "ES256"])
        // Back under the old setting the next key needs another algorithm again.
        expectFailure(try Latchkey.run(rotate, in: folder), 1, Self.refusedByTheServer("HS256"))
    }

    private static func refusedByTheServer(_ algorithm: String) -> String {
        "the server would refuse the tokens of a key for \(algorithm). Set tokens.algorithm to \(algorithm) first."
    }

    @Test(
        "no key is made or imported whose tokens the server itself would refuse",
        arguments: ["HS512", "PS512", "ES512"]
    )
    func refusedAlgorithm(_ algorithm: String) throws {
        let rotate = ["key", "rotate", "--now", "--unpublished", "--algorithm", algorithm]
        #expect(try listed().map { try $0.string("alg") } == ["ES256"])
        expectFailure(try Latchkey.run(rotate, in: folder), 1, Self.refusedByTheServer(algorithm))
        let generated = try Latchkey.run(
            ["key", "generate", "--algorithm", algorithm, "--output", "new.key"],
            in: folder
        )
        #expect(generated.status == 0)
        let imported = ["key", "import", "new.key", "--now", "--unpublished", "--algorithm", algorithm]
        expectFailure(try Latchkey.run(imported, in: folder), 1, Self.refusedByTheServer(algorithm))
        #expect(try listed().count == 1)
        let settings = ["LATCHKEY_TOKENS_ALGORITHM": algorithm]
        #expect(try Latchkey.run(rotate, in: folder, environment: settings).status == 0)
        #expect(try Latchkey.run(imported, in: folder, environment: settings).status == 0)
        #expect(try listed().map { try $0.string("alg") } == [algorithm, algorithm, "ES256"])
    }

    @Test("a public key is not imported")
    func importPublic() throws {
        try folder.write(SampleKeys.ecPublic, to: "public.jwk")
        expectFailure(
            try latchkey("key", "import", "public.jwk"),
            1,
            "the key cannot be used: it is a public key; a signing key is needed."
        )
    }

    @Test(
        "a master key that others may read is refused, as ssh refuses one",
        arguments: [0o644, 0o640, 0o604, 0o620]
    )
    func openMasterKey(mode: Int) throws {
        try folder.setPermissions(mode, of: "data/master.key")
        expectFailure(
            try latchkey("key", "list"),
            3,
            "./data/master.key: the master key is open to other users (mode \(String(mode, radix: 8))); run chmod 600 "
                + "./data/master.key."
        )
        try folder.setPermissions(0o400, of: "data/master.key")
        #expect(try latchkey("key", "list").status == 0)
    }

    @Test("a master key that is named may be open to others: containers mount secrets so")
    func namedMasterKey() throws {
        try folder.setPermissions(0o644, of: "data/master.key")
        let environment = ["LATCHKEY_MASTER_KEY_FILE": "data/master.key"]
        #expect(try Latchkey.run(["key", "list"], in: folder, environment: environment).status == 0)
    }

    @Test("a master key that cannot be looked for is not said to be missing")
    func unreachableMasterKey() throws {
        try folder.remove("data/master.key")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(of: "data/master.key"),
            withDestinationPath: "master.key"
        )
        expectFailure(
            try latchkey("key", "list"),
            3,
            "./data/master.key: the master key cannot be looked for (Too many levels of symbolic links); check the "
                + "permissions of the data folder."
        )
    }

    @Test("without the master key nothing opens, and none is made")
    func masterKey() throws {
        try folder.remove("data/master.key")
        let run = try latchkey("key", "list")
        #expect(run.status == 3)
        #expect(
            run.error.hasPrefix("latchkey: ./data/master.key: the master key of this database is missing; ")
        )
        #expect(!folder.exists("data/master.key"))
        try folder.write(Array(repeating: 7, count: 32), to: "data/master.key")
        try folder.setPermissions(0o600, of: "data/master.key")
        let wrong = try latchkey("key", "list")
        #expect(wrong.status == 3)
        #expect(
            wrong.error.hasPrefix("latchkey: the master key is not the one that this database belongs to; ")
        )
    }
}
