import Foundation
import LatchkeyAccounts
import TestChild
import TestRedis
import Testing

@testable import LatchkeyRedis

/// Passwords and TLS, against real servers.
struct SecurityTests {
    @Test("signs in as the user of the URL, and says what is wrong without saying what was sent [B8]")
    func passwords() async throws {
        let process = try RedisProcess(asksForPassword: true)
        try await client(of: process).ping()
        let place = "127.0.0.1:\(process.port)"
        for (credentials, code) in [
            ("latchkey:wrong-password@", "WRONGPASS"), ("nobody:wrong-password@", "WRONGPASS"),
            (":wrong-password@", "WRONGPASS"), ("", "NOAUTH"),
        ] {
            let redis = try RedisClient(RedisServer(url: "redis://\(credentials)\(place)"))
            let error = await #expect(throws: RedisError.self) { try await redis.ping() }
            #expect(error == .refused(server: "\(place)/0", code: code))
            #expect(error?.isTransient == false)
            #expect(!"\(String(describing: error)) \(redis.status)".contains("wrong-password"))
        }
    }

    @Test("signs in again when its password was changed meanwhile and the connection is made anew [B8]")
    func changedPassword() async throws {
        let process = try RedisProcess(asksForPassword: true)
        let redis = try client(of: process)
        try await redis.ping()
        let administrator = try client(of: process)
        _ = try await administrator.send(RedisCommand("ACL", "SETUSER", "latchkey", "resetpass", ">another"))
        _ = try await administrator.send(RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
        #expect(
            try await eventually {
                redis.status.availability
                    == .unreachable(.refused(server: redis.server.name, code: "WRONGPASS"))
            }
        )
        let password = RedisCommand.Argument(">\(RedisProcess.password)")
        _ = try await administrator.send(RedisCommand("ACL", "SETUSER", "latchkey", "resetpass", password))
        #expect(try await eventually { (try? await redis.ping()) != nil })
    }

    @Test(
        "tells a refusal by its code alone, whatever the server repeats [B8]",
        arguments: [
            ("WRONGPASS invalid username-password pair", "WRONGPASS"),
            ("ERR unknown command 'AUTH' 'hunter2'", "ERR"),
            ("hunter2", "ERR"), ("", "ERR"), ("NOSCRIPT No matching script", "NOSCRIPT"),
            ("HUNTERHUNTERHUNTERHUNTERHUNTER", "ERR"), ("-", "ERR"),
        ]
    )
    func codes(_ refusal: String, _ code: String) {
        #expect(RedisError.code(of: Array(refusal.utf8)) == code)
    }

    @Test("speaks TLS with a server whose certificate is for its host and from a trusted authority [B8]")
    func tls() async throws {
        let files = try CertificateFolder()
        let process = try RedisProcess(
            asksForPassword: true,
            tls: (files.path("server.crt"), files.path("server.key"), nil)
        )
        try await client(of: process) { $0.trustedCertificatesFile = files.path("server.crt") }.ping()
        await refuses("an unknown authority", try client(of: process))
        let stranger = files.path("stranger.crt")
        await refuses("another authority", try client(of: process) { $0.trustedCertificatesFile = stranger })
        let plain = RedisServer(host: "127.0.0.1", port: process.port)
        await #expect(throws: RedisError.self) { try await RedisClient(plain).ping() }
    }

    @Test("refuses a certificate for another host, unless told that any host will do [B8]")
    func hosts() async throws {
        let files = try CertificateFolder()
        let process = try RedisProcess(tls: (files.path("stranger.crt"), files.path("stranger.key"), nil))
        let trusted = files.path("stranger.crt")
        await refuses("another host", try client(of: process) { $0.trustedCertificatesFile = trusted })
        try await client(of: process) { options in
            options.trustedCertificatesFile = trusted
            options.verification = .certificate
        }.ping()
    }

    @Test("presents its own certificate to a server that asks for one [B8]")
    func clientCertificates() async throws {
        let files = try CertificateFolder()
        let process = try RedisProcess(
            tls: (files.path("server.crt"), files.path("server.key"), files.path("client.crt"))
        )
        let trusted = files.path("server.crt")
        try await client(of: process) { options in
            options.trustedCertificatesFile = trusted
            options.certificateFile = files.path("client.crt")
            options.certificateKeyFile = files.path("client.key")
        }.ping()
        let without = try client(of: process) { $0.trustedCertificatesFile = trusted }
        await #expect(throws: RedisError.self) { try await without.ping() }
    }

    @Test("names the file of certificates that cannot be used [B8]")
    func unusableFiles() throws {
        let files = try CertificateFolder()
        let server = try RedisServer(url: "rediss://localhost")
        for change in [
            \RedisOptions.trustedCertificatesFile, \.certificateFile, \.certificateKeyFile,
        ] as [WritableKeyPath<RedisOptions, String?> & Sendable] {
            var options = RedisOptions()
            options[keyPath: change] = files.path("absent.crt")
            #expect(throws: RedisError.unusableCertificate(file: files.path("absent.crt"))) {
                try RedisClient(server, options: options)
            }
        }
    }

    private func refuses(_ what: String, _ redis: RedisClient) async {
        let error = await #expect(throws: RedisError.self, "\(what)") { try await redis.ping() }
        guard case .unreachable(_, let reason) = error else {
            Issue.record("\(what): \(String(describing: error))")
            return
        }
        #expect(reason.contains("TLS does not come about"), "\(what): \(reason)")
    }
}

/// Certificates that sign themselves, made by OpenSSL: one for 127.0.0.1, one for another host, one for a client.
private final class CertificateFolder: Sendable {
    private let folder: String

    init() throws {
        folder = "\(NSTemporaryDirectory())/latchkey-redis-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, alternative) in [
            ("server", "IP:127.0.0.1,DNS:localhost"), ("stranger", "DNS:stranger.example"),
            ("client", "DNS:client.example"),
        ] {
            let arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(alternative)",
                "-keyout", path("\(name).key"), "-out", path("\(name).crt"),
            ]
            try Child(("/usr/bin/openssl", arguments)).end(saying: "")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }
}
