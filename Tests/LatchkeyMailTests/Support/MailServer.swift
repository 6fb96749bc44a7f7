import Foundation
import Testing

/// Debian's `aiosmtpd` on a free port of this machine, ended with its last reference.
final class MailServer: Sendable {
    /// A mail that the server took.
    struct Mail: Decodable, Sendable {
        let from: String
        let to: [String]
        let options: [String]
        let user: String?
        let tls: Bool
        let data: String
    }

    struct Failure: Error {
        let reason: String
    }

    let port: Int
    private let process: Process
    private let input: Pipe
    private let output: FileHandle

    private init(_ process: Process, _ input: Pipe, _ output: FileHandle, port: Int) {
        self.process = process
        self.input = input
        self.output = output
        self.port = port
    }

    deinit { process.terminate() }

    /// Starts a server and waits until it listens, on a thread that may wait.
    static func start(_ arguments: [String] = []) async throws -> MailServer {
        try await onThread { try launch(arguments) }
    }

    private static func launch(_ arguments: [String]) throws -> MailServer {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "mail-server.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [script.path] + arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let handle = output.fileHandleForReading
        guard let port = Int(try line(of: handle)) else {
            throw Failure(reason: "aiosmtpd does not start; Scripts/bootstrap test installs it")
        }
        return MailServer(process, input, handle, port: port)
    }

    /// The next mail; waits for it.
    func mail() async throws -> Mail {
        let output = output
        let line = try await onThread { try Self.line(of: output) }
        return try JSONDecoder().decode(Mail.self, from: Data(line.utf8))
    }

    private static func line(of handle: FileHandle) throws -> String {
        var octets: [UInt8] = []
        while let octet = try handle.read(upToCount: 1)?.first, octet != UInt8(ascii: "\n") {
            octets.append(octet)
        }
        return String(decoding: octets, as: UTF8.self)
    }
}

/// Runs work that blocks on a thread of its own.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
    }
}

/// A certificate for 127.0.0.1 and localhost that signs itself, made by openssl for one test.
final class TestCertificate: Sendable {
    let folder: String
    var certificate: String { folder + "/certificate.pem" }
    var key: String { folder + "/key.pem" }

    private init(folder: String) { self.folder = folder }

    /// Makes one, on a thread that may wait for openssl.
    static func make() async throws -> TestCertificate { try await onThread { try TestCertificate() } }

    private convenience init() throws {
        let folder = NSTemporaryDirectory() + "latchkey-mail-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-keyout", folder + "/key.pem", "-out", folder + "/certificate.pem", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw MailServer.Failure(reason: "openssl req") }
        self.init(folder: folder)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
