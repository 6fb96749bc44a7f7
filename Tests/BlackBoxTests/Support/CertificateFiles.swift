import Foundation

/// A certificate that signs itself and its key, made by OpenSSL into `tls.crt` and `tls.key`.
enum CertificateFiles {
    /// Writes a new pair; two calls never make the same.
    static func make(in folder: TemporaryFolder, _ name: String = "tls", commonName: String) async throws {
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(commonName)", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
            "-keyout", "\(folder.path)/\(name).key", "-out", "\(folder.path)/\(name).crt",
        ]
        let outcome = try await Program(arguments, path: "/usr/bin/openssl").end()
        guard outcome.status == 0 else { throw Program.Failure(description: outcome.error) }
    }

    static func environment(_ folder: TemporaryFolder, _ name: String = "tls") -> [String: String] {
        [
            "LATCHKEY_TLS_CERTIFICATE": "\(folder.path)/\(name).crt",
            "LATCHKEY_TLS_KEY": "\(folder.path)/\(name).key",
        ]
    }
}
