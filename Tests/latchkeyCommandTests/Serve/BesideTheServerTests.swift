import LatchkeyJOSE
import Testing

/// The command line beside a running server, over one database file.
@Suite struct BesideTheServerTests {
    /// The server looks every 200 ms; the rest is for a machine that is busy with every other test.
    private static let patience = Duration.seconds(20)

    private let folder: TemporaryFolder
    private let server: RunningServer

    init() throws {
        folder = try TemporaryFolder()
        server = try RunningServer(in: folder)
        try DataFolder.make(in: folder)
    }

    private func latchkey(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(arguments, in: folder)
    }

    @Test("account lock cuts off a live token soon, and unlock lets log in again")
    func lock() async throws {
        let token = try await server.logIn("ada@example.org")
        #expect(try await server.get("/api/me", token: token).status == 200)
        #expect(try latchkey("account", "lock", "ada@example.org").status == 0)
        #expect(try await server.waits(for: 401, of: token, within: Self.patience) < Self.patience)
        let refused = try await server.post(
            "/api/login",
            ["login": "ada@example.org", "password": .string(DataFolder.password)]
        )
        #expect(refused.status == 401)
        #expect(refused.body["code"] == "invalid_credentials")
        #expect(try latchkey("account", "unlock", "ada@example.org").status == 0)
        // The first refusal may have come from the lock itself, before the server followed the revocation.
        #expect(try await server.waits(for: 401, of: token, within: Self.patience) < Self.patience)
        let fresh = try await server.logIn("ada@example.org")
        #expect(try await server.get("/api/me", token: fresh).status == 200)
    }

    @Test("session revoke ends one session soon and leaves the other")
    func revokeOne() async throws {
        let first = try await server.logIn("ada@example.org")
        let second = try await server.logIn("ada@example.org")
        let listed = try latchkey("session", "list", "ada@example.org", "--json")
        let ids = try listed.lines.map { try JSONObject(json: $0).string("id") }
        #expect(ids.count == 2)
        let id = try #require(try UnverifiedJWT(first).payload.string("sid"))
        #expect(ids.contains(id))
        #expect(try latchkey("session", "revoke", id).output == "Revoked the session \(id).\n")
        #expect(try await server.waits(for: 401, of: first, within: Self.patience) < Self.patience)
        #expect(try await server.get("/api/me", token: second).status == 200)
        expectFailure(
            try latchkey("session", "revoke", id),
            1,
            "there is no such live session. See latchkey session list."
        )
        expectFailure(
            try latchkey("session", "revoke", "x"),
            1,
            "x is not the identifier of a session. See latchkey session list."
        )
    }

    @Test("session revoke --account ends every session of an account soon")
    func revokeAll() async throws {
        let tokens = [try await server.logIn("ada@example.org"), try await server.logIn("ada@example.org")]
        let run = try latchkey("session", "revoke", "--account", "ada@example.org", "--json")
        #expect(run.output == "{\"revoked\":2}\n")
        for token in tokens {
            #expect(try await server.waits(for: 401, of: token, within: Self.patience) < Self.patience)
        }
        #expect(
            try latchkey("session", "list", "ada@example.org").output
                == "ada@example.org is signed in nowhere.\n"
        )
    }

    @Test("a list of sessions has a line for each")
    func sessionList() async throws {
        _ = try await server.logIn("ada@example.org")
        let run = try latchkey("session", "list", "ada@example.org")
        #expect(run.lines.first == "ID                                    LAST SEEN             FROM")
        #expect(run.lines.count >= 2)
        #expect(run.lines.dropFirst().allSatisfy { $0.hasSuffix("  127.0.0.1 Unknown device") })
    }

    @Test("key rotate --now makes the server sign with the new key, and old tokens stay good")
    func rotate() async throws {
        let old = try await server.logIn("ada@example.org")
        let rotated = try JSONObject(
            json: try #require(try latchkey("key", "rotate", "--now", "--json").lines.first)
        )
        let keyID = try #require(try rotated.string("kid"))
        var fresh = old
        let deadline = ContinuousClock.now + Self.patience
        while try UnverifiedJWT(fresh).header.keyID != keyID, ContinuousClock.now < deadline {
            fresh = try await server.logIn("ada@example.org")
        }
        #expect(try UnverifiedJWT(fresh).header.keyID == keyID)
        #expect(try await server.get("/api/me", token: fresh).status == 200)
        #expect(try await server.get("/api/me", token: old).status == 200)
    }

    @Test("token verify takes the server's tokens with the keys it publishes [A4]")
    func publishedKeys() async throws {
        let token = try await server.logIn("ada@example.org")
        let arguments = [
            "token", "verify", token, "--jwks", "\(server.address)/.well-known/jwks.json", "--issuer",
            server.address,
            "--typ", "at+jwt", "--require", "sid",
        ]
        #expect(try Latchkey.run(arguments + ["--audience", server.address]).status == 0)
        #expect(try Latchkey.run(arguments + ["--audience", "other"]).status == 1)
        #expect(try Latchkey.run(arguments).error.hasPrefix("latchkey: audience_mismatch: "))
    }
}
