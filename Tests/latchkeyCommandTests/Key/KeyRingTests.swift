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
            try latchkey("key", "import", "secret", "--algorithm", "HS256", "--now"),
            1,
            Self.unpublished
        )
        #expect(
            try latchkey("key", "import", "secret", "--algorithm", "HS256", "--now", "--unpublished").status
                == 0
        )
        #expect(try JWKSet(json: try #require(try latchkey("key", "public").lines.first)).keys.count == 1)
    }

    @Test("a well-known secret is not imported, and it is said how to make one")
    func importSample() throws {
        try folder.write("a-string-secret-at-least-256-bits-long\n", to: "secret")
        expectFailure(
            try latchkey("key", "import", "secret", "--algorithm", "HS256", "--unpublished"),
            1,
            SampleKeys.wellKnown("secret")
        )
        #expect(try listed().count == 1)
    }

    @Test("a rotation to a shared secret has to be meant, and the next one then is")
    func rotateToSecret() throws {
        for arguments in [["--algorithm", "HS256"], ["--algorithm", "HS512", "--now"]] {
            expectFailure(try Latchkey.run(["key", "rotate"] + arguments, in: folder), 1, Self.unpublished)
        }
        #expect(try listed().count == 1)
        let run = try latchkey("key", "rotate", "--algorithm", "HS256", "--now", "--unpublished")
        #expect(run.lines.first == "The server signs with the new HS256 key now:")
        #expect(try latchkey("key", "rotate", "--now").status == 0)
        #expect(try listed().map { try $0.string("alg") } == ["HS256", "HS256", "ES256"])
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
            wrong.error.hasPrefix("latchkey: the master key is not the one this database was made with; ")
        )
    }
}
