import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import Testing

extension BlackBox {
    /// TLS over a real socket, looked at by OpenSSL and curl.
    @Suite struct TLSTests {
        private func start(_ folder: TemporaryFolder, _ more: [String: String] = [:]) async throws -> Server {
            var environment = CertificateFiles.environment(folder)
            environment["LATCHKEY_ISSUER"] = "https://127.0.0.1:8443"
            environment["LATCHKEY_LOG_LEVEL"] = "notice"
            environment.merge(more) { _, new in new }
            return try await Server.start(folder, environment: environment)
        }

        /// What curl gets, with everything that it needs to believe the certificate.
        private func curl(
            _ server: Server,
            _ folder: TemporaryFolder,
            _ arguments: [String]
        ) async throws -> String {
            let all =
                ["-sS", "--max-time", "30", "--cacert", "\(folder.path)/tls.crt"] + arguments
                + ["https://127.0.0.1:\(server.port)/health/ready"]
            let outcome = try await Program(all, path: "/usr/bin/curl").end()
            return outcome.output + outcome.error
        }

        /// The name in the certificate that the server shows.
        private func commonName(_ server: Server) async throws -> String {
            let outcome = try await Program(
                ["s_client", "-connect", "127.0.0.1:\(server.port)", "-servername", "localhost"],
                path: "/usr/bin/openssl"
            ).end()
            return outcome.output.firstMatch(of: /subject=CN ?= ?(\S+)/).map { String($0.1) } ?? outcome.error
        }

        @Test(
            "speaks HTTP/1.1 and HTTP/2 as the client offers, TLS 1.2 and no less, and tells browsers to come back by https"
        )
        func protocols() async throws {
            let folder = try TemporaryFolder()
            try await CertificateFiles.make(in: folder, commonName: "first")
            let server = try await start(folder)
            let write = ["-o", "/dev/null", "-w", "%{http_version} %{response_code}"]
            #expect(try await curl(server, folder, write + ["--http2"]) == "2 200")
            #expect(try await curl(server, folder, write + ["--http1.1"]) == "1.1 200")
            #expect(try await curl(server, folder, write + ["--tls-max", "1.2"]) == "2 200")
            let old = try await curl(
                server,
                folder,
                write + ["--tls-max", "1.1", "--tlsv1.0", "--ciphers", "DEFAULT@SECLEVEL=0"]
            )
            #expect(!old.contains("200"), "\(old)")
            let head = try await curl(server, folder, ["-i"]).lowercased()
            #expect(head.contains("strict-transport-security: max-age=31536000\r\n"))
            #expect(head.hasPrefix("http/2 200"))
            #expect(await server.end(by: SIGTERM).status == 0)
        }

        @Test("a request of HTTP/1 without Host is refused behind TLS, too")
        func headRules() async throws {
            let folder = try TemporaryFolder()
            try await CertificateFiles.make(in: folder, commonName: "first")
            let server = try await start(folder)
            let answer = try await curl(server, folder, ["--http1.1", "-i", "-H", "Host:"])
            #expect(answer.hasPrefix("HTTP/1.1 400"))
        }

        @Test("a new pair is taken without a restart: on SIGHUP at once, and by itself when the files change")
        func reload() async throws {
            let folder = try TemporaryFolder()
            try await CertificateFiles.make(in: folder, commonName: "first")
            let server = try await start(folder)
            #expect(try await commonName(server) == "first")
            for (name, signal) in [("second", SIGHUP), ("third", nil)] {
                try await CertificateFiles.make(in: folder, "new", commonName: name)
                try folder.remove("tls.key")
                try folder.move("new.key", to: "tls.key")
                try folder.remove("tls.crt")
                try folder.move("new.crt", to: "tls.crt")
                if let signal { server.program.signal(signal) }
                let deadline = ContinuousClock.now + .seconds(30)
                var seen = ""
                while seen != name, ContinuousClock.now < deadline { seen = try await commonName(server) }
                #expect(seen == name)
            }
            // Half of a pair: the certificate before stays, and the log says why.
            try folder.write(Data("nothing".utf8), to: "tls.key")
            server.program.signal(SIGHUP)
            #expect(try await commonName(server) == "third")
            let outcome = await server.end(by: SIGTERM)
            #expect(outcome.status == 0)
            #expect(outcome.error.contains("certificate read"))
        }

        @Test("files that cannot be used refuse to start, in one line that names the setting and the file")
        func refusals() async throws {
            let folder = try TemporaryFolder()
            try await CertificateFiles.make(in: folder, commonName: "first")
            try await CertificateFiles.make(in: folder, "other", commonName: "other")
            try folder.write(Data("nothing".utf8), to: "junk.pem")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: "\(folder.path)/junk.pem"
            )
            let (certificate, key) = ("LATCHKEY_TLS_CERTIFICATE", "LATCHKEY_TLS_KEY")
            let file = { (name: String) in "\(folder.path)/\(name)" }
            let cases: [([String: String], Int32, String)] = [
                ([certificate: file("tls.crt")], 2, "tls.key: the certificate needs its private key."),
                ([key: file("tls.key")], 2, "tls.certificate: the private key needs its certificate."),
                (
                    [certificate: file("absent"), key: file("tls.key")], 3,
                    "tls.certificate: \(file("absent")) cannot be read; check the path and its permissions."
                ),
                (
                    [certificate: file("junk.pem"), key: file("tls.key")], 3,
                    "tls.certificate: \(file("junk.pem")) holds no certificate in PEM."
                ),
                (
                    [certificate: file("tls.crt"), key: file("junk.pem")], 3,
                    "tls.key: \(file("junk.pem")) holds no private key in PEM, or one that a passphrase protects."
                ),
                (
                    [certificate: file("tls.crt"), key: file("other.key")], 3,
                    "tls.key: \(file("other.key")) is not the key of the first certificate in \(file("tls.crt")); the "
                        + "server's own certificate comes first, those above it follow."
                ),
            ]
            for (environment, status, message) in cases {
                let outcome = try await Program.run(Server.arguments(folder), environment: environment)
                #expect(outcome.status == status)
                #expect(outcome.error == "latchkey: \(message)\n")
            }
            #expect(!folder.exists("data"))
        }

        @Test(
            "a private key that everybody can read or replace is refused, and its group may read it, as with credentials",
            arguments: [(0o644, false), (0o602, false), (0o660, false), (0o440, true), (0o640, true)]
        )
        func privacy(mode: Int, isGood: Bool) async throws {
            let folder = try TemporaryFolder()
            try await CertificateFiles.make(in: folder, commonName: "first")
            let key = "\(folder.path)/tls.key"
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
            guard !isGood else {
                #expect(try await start(folder).end(by: SIGTERM).status == 0)
                return
            }
            let outcome = try await Program.run(
                Server.arguments(folder),
                environment: CertificateFiles.environment(folder)
            )
            #expect(outcome.status == 3)
            #expect(
                outcome.error
                    == "latchkey: tls.key: \(key) is open to other users (mode \(String(mode, radix: 8))); run chmod 640 "
                    + "\(key).\n"
            )
            #expect(!folder.exists("data"))
        }

        @Test("a client that never ends its handshake is hung up on")
        func silentClient() async throws {
            let folder = try TemporaryFolder()
            try await CertificateFiles.make(in: folder, commonName: "first")
            let server = try await start(folder)
            let connection = try RawConnection(port: server.port)
            defer { connection.close() }
            #expect(await connection.answerToTheEnd() == "")
        }
    }
}
