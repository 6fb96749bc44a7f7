import Foundation
import TestChild

/// Debian's pgbouncer in transaction mode in front of a cluster; it ends with its last reference, or with this process.
public final class PoolerProcess: Sendable {
    /// The port on 127.0.0.1.
    public let port: Int
    private let child: Child

    /// Starts a pooler with a few connections to the server.
    public init(before cluster: PostgresCluster) throws {
        let program = "/usr/sbin/pgbouncer"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw PostgresCluster.Failure(
                description: "pgbouncer is not installed; run Scripts/bootstrap test"
            )
        }
        let programs = try PostgresPrograms.find()
        let folder = try programs.makeFolder()
        port = try PostgresServerProcess.freePort()
        try Self.write(Self.settings(port, cluster.port, folder), to: "\(folder)/pgbouncer.ini")
        try Self.write("\"\(PostgresCluster.user)\" \"\(PostgresCluster.password)\"\n", to: "\(folder)/users")
        let (path, arguments) = programs.command(
            "/bin/sh",
            ["-c", Self.script, "sh", folder, program, "-q", "\(folder)/pgbouncer.ini"]
        )
        child = try Child((path, arguments))
        try waitUntilReady()
    }

    deinit { child.end(saying: "end") }

    /// The URL of a database behind the pooler.
    public func url(of direct: String) -> String {
        direct.replacing(/@127\.0\.0\.1:\d+/, with: "@127.0.0.1:\(port)")
    }

    private static let script = """
        folder=$1; shift
        "$@" >"$folder/log" 2>&1 &
        read -r _
        kill -KILL $! 2>/dev/null; wait $!; rm -rf "$folder" 2>/dev/null
        """

    private static func settings(_ port: Int, _ server: Int, _ folder: String) -> String {
        """
        [databases]
        * = host=127.0.0.1 port=\(server)
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = \(port)
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = \(folder)/users
        pool_mode = transaction
        default_pool_size = 4
        max_client_conn = 200

        """
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        _ = chmod(path, 0o644)
    }

    private func waitUntilReady() throws {
        let url = "postgres://\(PostgresCluster.user):\(PostgresCluster.password)@127.0.0.1:\(port)/postgres"
        let deadline = Date() + 60
        while !AdministratorConnection.answers(url) {
            guard child.isRunning, Date() < deadline else {
                throw PostgresCluster.Failure(description: "pgbouncer does not start")
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }
}
