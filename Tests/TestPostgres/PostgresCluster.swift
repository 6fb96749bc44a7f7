import Foundation

/// A private PostgreSQL server on a free loopback port, with its data in a temporary folder; it ends with this process,
/// however that ends.
public final class PostgresCluster: Sendable {
    /// Why there is none.
    public struct Failure: Error, CustomStringConvertible {
        /// One line, for the log of a test run.
        public let description: String
    }

    /// The user that owns everything, and its password.
    public static let user = "latchkey"
    /// Not guessed by a search for usual words in logs.
    public static let password = "s3cret-of-the-cluster"

    private static let starting = Task { try PostgresCluster() }

    /// The port on 127.0.0.1.
    public let port: Int
    /// The file of its certificate, which has signed itself; `nil` where it speaks no TLS.
    public let certificateFile: String?
    private let server: PostgresServerProcess

    /// The one of this process, started when it is first asked for.
    public static func shared() async throws -> PostgresCluster { try await starting.value }

    /// Starts a server of its own, for tests that stop and start it.
    ///
    /// - Parameter host: the name that its certificate is for; `nil` for a server without TLS.
    /// - Throws: ``Failure``.
    public init(certificateFor host: String? = nil) throws {
        let programs = try PostgresPrograms.find()
        let folder = try programs.makeFolder()
        try programs.initialise(folder, user: Self.user, password: Self.password)
        certificateFile = try host.map { try programs.makeCertificate(in: folder, host: $0) }
        let settings = host == nil ? [] : ["ssl=on"]
        (server, port) = try PostgresServerProcess.start(programs, folder: folder, settings: settings) {
            port in
            AdministratorConnection.answers(Self.url(port: port, database: "postgres"))
        }
    }

    /// The URL of a database.
    public func url(_ database: String) -> String { Self.url(port: port, database: database) }

    /// Makes a database, and returns its URL.
    public func makeDatabase(named name: String, template: String? = nil) async throws -> String {
        let sql = "CREATE DATABASE \(name)\(template.map { " TEMPLATE \($0)" } ?? "")"
        for _ in 0..<50 {
            do {
                try await execute(sql)
                return url(name)
            } catch let failure as Failure where failure.description.contains("accessed by other users") {
                // A template that somebody was connected to a moment ago.
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        throw Failure(description: "the template \(template ?? "") stays in use")
    }

    /// A database for as long as `body` runs.
    public func withDatabase<Result>(
        template: String? = nil,
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        let name = Self.newName()
        let result = try await body(makeDatabase(named: name, template: template))
        try await execute("DROP DATABASE \(name) WITH (FORCE)")
        return result
    }

    /// A name that no database has.
    public static func newName() -> String {
        "test_\(UUID().uuidString.replacing("-", with: "_").lowercased())"
    }

    /// Runs SQL as the owner, and returns the first row of what it says last, with bars between the columns.
    @discardableResult
    public func execute(_ sql: String, in database: String = "postgres") async throws -> String {
        let url = url(database)
        // It blocks, and may not do that on the threads of tasks.
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try AdministratorConnection(url).execute(sql) })
            }
        }
    }

    /// Stops the server as a crash would.
    public func stop() throws { server.stop() }

    /// Starts it again, on the same port.
    public func restart() throws {
        server.stop()
        try server.start(port: port) { [self] in AdministratorConnection.answers(url("postgres")) }
    }

    private static func url(port: Int, database: String) -> String {
        "postgres://\(user):\(password)@127.0.0.1:\(port)/\(database)"
    }
}
