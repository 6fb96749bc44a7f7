import Foundation
import Synchronization

/// Debian's `aiosmtpd` on a free port of this machine; it ends with its last reference.
final class MailServer: Sendable {
    /// A mail that the server took.
    struct Mail: Decodable, Sendable {
        let to: [String]
        let tls: Bool
        let user: String?
        let data: String

        /// The `Message-ID`, by which a mail that came twice is known.
        var identifier: String {
            data.firstMatch(of: /Message-ID: (<[^>]+>)/).map { String($0.1) } ?? ""
        }

        func hasSubject(_ subject: String) -> Bool { data.contains("Subject: \(subject)\r\n") }

        /// The path and query of the first link in the text.
        var link: String? {
            text.firstMatch(of: /http:\/\/127\.0\.0\.1:8080(\/[^\s"<]+)/).map { String($0.1) }
        }

        /// The token of that link.
        var token: String? { link?.firstMatch(of: /\?token=([A-Za-z0-9_-]+)/).map { String($0.1) } }

        private var text: String {
            guard data.contains("Content-Transfer-Encoding: base64") else { return data }
            return data.components(separatedBy: "\r\n\r\n").compactMap { block in
                Data(
                    base64Encoded: block.components(separatedBy: "\r\n--")[0],
                    options: .ignoreUnknownCharacters
                )
                .map { String(decoding: $0, as: UTF8.self) }
            }.joined()
        }
    }

    let port: Int
    private let process: Process
    private let input: Pipe
    private let mails: AsyncStream<Mail>
    private let taken: Taken

    private final class Taken: Sendable {
        let all = Mutex<[Mail]>([])
    }

    /// Every mail with a subject that was taken so far.
    func all(_ subject: String) -> [Mail] { taken.all.withLock { $0.filter { $0.hasSubject(subject) } } }

    /// Starts a server and waits until it listens.
    init(_ arguments: [String] = []) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../LatchkeyMailTests/Support/mail-server.py")
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [script.path] + arguments
        input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let handle = output.fileHandleForReading
        guard let port = Int(Self.line(of: handle) ?? "") else {
            throw Program.Failure(description: "aiosmtpd does not start; Scripts/bootstrap test installs it")
        }
        self.port = port
        let taken = Taken()
        self.taken = taken
        let (mails, arrival) = AsyncStream.makeStream(of: Mail.self)
        self.mails = mails
        Thread.detachNewThread {
            while let line = Self.line(of: handle) {
                guard let mail = try? JSONDecoder().decode(Mail.self, from: Data(line.utf8)) else { continue }
                taken.all.withLock { $0.append(mail) }
                arrival.yield(mail)
            }
            arrival.finish()
        }
    }

    deinit { process.terminate() }

    /// The next mail with a subject; waits for it, and passes others over.
    func next(_ subject: String) async throws -> Mail {
        for await mail in mails where mail.hasSubject(subject) { return mail }
        throw Program.Failure(description: "the mail server is gone")
    }

    private static func line(of handle: FileHandle) -> String? {
        var octets: [UInt8] = []
        while let octet = (try? handle.read(upToCount: 1))?.first {
            if octet == UInt8(ascii: "\n") { return String(decoding: octets, as: UTF8.self) }
            octets.append(octet)
        }
        return nil
    }
}
