import Foundation
import Synchronization
import TestChild

/// A private Redis server on a free loopback port, with its data in a temporary folder; it ends with its last reference,
/// or with this process, however that ends.
public final class RedisProcess: Sendable {
    /// Why there is none.
    public struct Failure: Error, CustomStringConvertible {
        /// One line, for the log of a test run.
        public let description: String
    }

    /// The user that may do everything, where a server asks for one.
    public static let user = "latchkey"
    /// Not guessed by a search for usual words in logs.
    public static let password = "s3cret-of-the-redis"

    private static let starting = Task { try RedisProcess() }

    /// The port on 127.0.0.1.
    public let port: Int
    private let folder: String
    private let options: [String]
    private let running = Mutex<Child?>(nil)

    /// The one of this process, started when it is first asked for.
    public static func shared() async throws -> RedisProcess { try await starting.value }

    /// Starts a server of its own.
    ///
    /// - Parameters:
    ///   - keeps: whether what it holds outlives it.
    ///   - asksForPassword: whether it asks for ``user`` and ``password``.
    ///   - tls: a certificate, its key and the authorities of clients, in PEM files; nothing else than TLS is spoken then.
    ///   - options: further settings, as on its command line.
    /// - Throws: ``Failure``.
    public init(
        keeps: Bool = false,
        asksForPassword: Bool = false,
        tls: (certificate: String, key: String, authorities: String?)? = nil,
        options: [String] = []
    ) throws {
        guard FileManager.default.isExecutableFile(atPath: Self.program) else {
            throw Failure(
                description:
                    "redis-server is not installed, and nothing of it is tested; run Scripts/bootstrap test"
            )
        }
        folder = try Self.makeFolder()
        port = try Self.freePort()
        var all = ["--bind", "127.0.0.1", "--save", "", "--appendonly", keeps ? "yes" : "no"]
        all += keeps ? ["--appendfsync", "always"] : []
        if asksForPassword {
            all += ["--user", "default", "off"]
            all += ["--user", Self.user, "on", ">\(Self.password)", "~*", "&*", "+@all"]
        }
        if let tls {
            all += ["--port", "0", "--tls-port", "\(port)", "--tls-cert-file", tls.certificate]
            all += ["--tls-key-file", tls.key, "--tls-ca-cert-file", tls.authorities ?? tls.certificate]
            all += ["--tls-auth-clients", tls.authorities == nil ? "no" : "yes"]
        } else {
            all += ["--port", "\(port)"]
        }
        self.options = all + options
        try restart()
    }

    deinit { stop(keepingFolder: false) }

    /// The URL of a database, with user and password where there are any.
    public var url: String {
        let credentials = options.contains("--user") ? "\(Self.user):\(Self.password)@" : ""
        return "redis\(options.contains("--tls-port") ? "s" : "")://\(credentials)127.0.0.1:\(port)"
    }

    /// Ends the server as a crash would.
    public func kill() { stop(keepingFolder: true) }

    /// Starts it again, on the same port.
    public func restart() throws {
        kill()
        let arguments = ["-c", Self.script, "sh", folder, Self.program, "--dir", folder, "--logfile", log]
        try? FileManager.default.removeItem(atPath: log)
        let child = try Child(("/bin/sh", arguments + options))
        running.withLock { $0 = child }
        let deadline = Date() + 60
        while !text(of: log).contains("Ready to accept connections") {
            guard child.isRunning, Date() < deadline else {
                throw Failure(description: "Redis does not start: \(text(of: log).suffix(500))")
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Lets it hang: it keeps its connections, takes new ones, and answers nothing.
    public func freeze() { signal(SIGSTOP) }

    /// Lets it go on.
    public func thaw() { signal(SIGCONT) }

    private static let program = "/usr/bin/redis-server"
    private static let script = """
        folder=$1; shift
        "$@" >"$folder/output" 2>&1 &
        echo $! >"$folder/pid"
        read -r keep
        kill -KILL $! 2>/dev/null; wait $!
        [ "$keep" = keep ] || rm -rf "$folder" 2>/dev/null
        """

    private var log: String { "\(folder)/log" }

    private func text(of path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    private func signal(_ number: Int32) {
        let text = text(of: "\(folder)/pid").filter(\.isNumber)
        if let process = pid_t(text) { _ = Foundation.kill(process, number) }
    }

    private func stop(keepingFolder: Bool) {
        guard let child = running.withLock({ $0.take() }) else { return }
        child.end(saying: keepingFolder ? "keep" : "end")
    }

    private static func makeFolder() throws -> String {
        var template = Array("\(NSTemporaryDirectory())/latchkey-redis-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "no temporary folder can be made") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) == 0 && getsockname(socket, pointer, &size) == 0
            }
        }
        guard isBound else { throw Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
