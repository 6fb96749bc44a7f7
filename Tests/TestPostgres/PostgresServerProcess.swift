import Foundation
import Synchronization
import TestChild

/// The server, under a shell that stops it and removes its folder once this process is gone: the shell reads from a pipe
/// whose other end nobody else holds.
final class PostgresServerProcess: Sendable {
    private static let script = """
        folder=$1 keep=$2; shift 2
        "$@" >"$folder/log" 2>&1 &
        read -r keep
        kill -QUIT $! 2>/dev/null; wait $!
        [ "$keep" = keep ] || rm -rf "$folder" 2>/dev/null
        """
    private static let settings = [
        "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=400",
        "shared_buffers=64MB",
        // What a power cut would take away is not tested here.
        "fsync=off", "full_page_writes=off", "deadlock_timeout=100ms",
    ]

    private let programs: PostgresPrograms
    private let folder: String
    private let settings: [String]
    private let running = Mutex<Child?>(nil)

    private init(_ programs: PostgresPrograms, _ folder: String, _ settings: [String]) {
        self.settings = Self.settings + settings
        self.programs = programs
        self.folder = folder
    }

    deinit {
        stop(keepingFolder: false)
    }

    /// Starts a server on a free port; another process may take the port first, so there are several tries.
    static func start(
        _ programs: PostgresPrograms,
        folder: String,
        settings: [String] = [],
        isReady: (Int) -> Bool
    ) throws -> (PostgresServerProcess, Int) {
        let server = PostgresServerProcess(programs, folder, settings)
        for attempt in 0..<5 {
            let port = try freePort()
            do {
                try server.start(port: port) { isReady(port) }
                return (server, port)
            } catch  where attempt < 4 {
                server.stop()
            }
        }
        throw PostgresCluster.Failure(description: "PostgreSQL does not start")
    }

    func start(port: Int, isReady: () -> Bool) throws {
        let (path, arguments) = programs.command(
            "/bin/sh",
            [
                "-c", Self.script, "sh", folder, "", programs.path("postgres"), "-D", "\(folder)/data", "-p",
                "\(port)",
            ]
                + settings.flatMap { ["-c", $0] }
        )
        let child = try Child((path, arguments))
        running.withLock { $0 = child }
        let deadline = Date() + 60
        while !isReady() {
            guard child.isRunning, Date() < deadline else {
                let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
                throw PostgresCluster.Failure(description: "PostgreSQL does not start: \(log.suffix(500))")
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// Stops the server as a crash would.
    func stop(keepingFolder: Bool = true) {
        guard let running = running.withLock({ $0.take() }) else { return }
        running.end(saying: keepingFolder ? "keep" : "end")
        // The owner of the server may empty the folder, and perhaps not remove it.
        if !keepingFolder { try? FileManager.default.removeItem(atPath: folder) }
    }

    static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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
        guard isBound else { throw PostgresCluster.Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
