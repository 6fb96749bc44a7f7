import Foundation
import LatchkeyPostgres
import TestChild
import TestPostgres
import Testing

/// TLS to a real server, whose certificate is for a name that no resolver knows.
@Suite(.timeLimit(.minutes(5))) struct EncryptionTests {
    private static let host = "db.internal"

    /// Opens the tables over TLS; the address is told beside the name that the certificate has to be for.
    private func open(
        _ cluster: PostgresCluster,
        as host: String = EncryptionTests.host,
        _ options: String
    ) async throws -> Bool {
        let url = cluster.url("postgres").replacing("127.0.0.1", with: host)
        let storage = try await PostgresStorage.open(
            PostgresOptions(url: "\(url)?hostaddr=127.0.0.1&\(options)")
        )
        try await storage.ping()
        let isEncrypted = try await cluster.execute(
            """
            SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'latchkey'
            """
        )
        await storage.close()
        return isEncrypted == "t"
    }

    private func refusal(
        _ cluster: PostgresCluster,
        as host: String = EncryptionTests.host,
        _ options: String
    ) async throws -> String {
        let error = await #expect(throws: PostgresStorageError.self) {
            _ = try await open(cluster, as: host, options)
        }
        guard case .untrusted(let server, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return ""
        }
        #expect(server == "\(host):\(cluster.port)/postgres")
        #expect(!"\(String(describing: error))".contains(PostgresCluster.password))
        #expect(error?.isTransient == true)
        return reason
    }

    @Test(
        "verify-full takes the server that the certificate names, by the authority that is named, and no other [B8]"
    )
    func verification() async throws {
        let cluster = try PostgresCluster(certificateFor: Self.host)
        let authority = "sslrootcert=\(try #require(cluster.certificateFile))"
        #expect(try await open(cluster, "sslmode=verify-full&\(authority)"))
        // Another name of the same machine is another server.
        let wrongName = try await refusal(cluster, as: "other.internal", "sslmode=verify-full&\(authority)")
        #expect(
            wrongName.contains(
                "server certificate for \"db.internal\" does not match host name \"other.internal\""
            )
        )
        #expect(try await open(cluster, as: "other.internal", "sslmode=verify-ca&\(authority)"))
        let stranger = NSTemporaryDirectory() + "latchkey-stranger-\(UUID().uuidString)"
        defer {
            for end in ["crt", "key"] { try? FileManager.default.removeItem(atPath: "\(stranger).\(end)") }
        }
        let making = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(Self.host)", "-keyout", "\(stranger).key", "-out", "\(stranger).crt",
        ]
        try Child(("/usr/bin/openssl", making)).end(saying: "")
        try #require(FileManager.default.fileExists(atPath: "\(stranger).crt"))
        let wrongAuthority = "sslrootcert=\(stranger).crt"
        for mode in ["verify-full", "verify-ca"] {
            let reason = try await refusal(cluster, "sslmode=\(mode)&\(wrongAuthority)")
            #expect(reason.contains("certificate verify failed"), "\(reason)")
        }
    }
}
