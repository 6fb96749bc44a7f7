import Foundation

/// PostgreSQL's programs as they are installed, and the user who may run the server: it refuses to run as root.
struct PostgresPrograms: Sendable {
    struct Answer {
        let status: Int32
        let output: String
        let errors: String
    }

    /// How a program is run, since the server refuses to run as root.
    enum User: Equatable {
        /// As the user of this process, who is not root.
        case own
        /// As the user that Debian's package makes.
        case postgres
        /// As root still, under another number: where root may become nobody else, as in some containers.
        case renumbered
    }

    private let folder: String
    private let user: User
    /// The folder that temporary folders are made in: one that the user can enter.
    private let base: String

    static func find() throws -> PostgresPrograms {
        let base = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [])
            .sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let folders = versions.map { "\(base)/\($0)/bin" } + path
        guard
            let folder = folders.first(where: { folder in
                ["initdb", "postgres"].allSatisfy {
                    FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
                }
            })
        else {
            throw PostgresCluster.Failure(
                description:
                    "PostgreSQL is not installed, and nothing of it is tested; run Scripts/bootstrap test"
            )
        }
        let users: [User] = geteuid() == 0 ? [.postgres, .renumbered] : [.own]
        let bases = [NSTemporaryDirectory(), "/tmp", "/var/tmp", "/dev/shm"]
        for base in bases {
            for user in users {
                let programs = PostgresPrograms(folder: folder, user: user, base: base)
                if programs.canWrite() { return programs }
            }
        }
        throw PostgresCluster.Failure(
            description: "root can be no other user here, or that user can write to none of \(bases)"
        )
    }

    private func canWrite() -> Bool {
        guard let path = try? makeFolder() else { return false }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (program, arguments) = command("/usr/bin/touch", ["\(path)/written"])
        return (try? Self.run(program, arguments))?.status == 0
    }

    func path(_ program: String) -> String {
        let own = "\(folder)/\(program)"
        return FileManager.default.isExecutableFile(atPath: own) ? own : "/usr/bin/\(program)"
    }

    /// The command that runs a program as the owner of the server.
    func command(_ program: String, _ arguments: [String]) -> (path: String, arguments: [String]) {
        switch user {
        case .own: (program, arguments)
        case .postgres: ("/usr/sbin/runuser", ["-u", "postgres", "--", program] + arguments)
        case .renumbered:
            ("/usr/bin/unshare", ["--user", "--map-user=1000", "--map-group=1000", program] + arguments)
        }
    }

    /// Makes a folder that belongs to the owner of the server.
    func makeFolder() throws -> String {
        var template = Array("\(base)/latchkey-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw PostgresCluster.Failure(description: "no temporary folder can be made")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if user == .postgres {
            guard let entry = getpwnam("postgres"),
                chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0
            else {
                throw PostgresCluster.Failure(description: "there is no user postgres to run PostgreSQL as")
            }
        }
        return path
    }

    func initialise(_ folder: String, user: String, password: String) throws {
        // An order of text that is not that of its octets: nothing may depend on it.
        let options = [
            "-D", "\(folder)/data", "-U", user, "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu",
            "--icu-locale=en", "--auth=scram-sha-256", "--no-sync", "--no-instructions",
            "--pwfile=\(folder)/password",
        ]
        // Readable by the owner of the server, in a folder that nobody else can enter.
        try Data("\(password)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/password"))
        _ = chmod("\(folder)/password", 0o644)
        let (path, arguments) = command(self.path("initdb"), options)
        let answer = try Self.run(path, arguments)
        guard answer.status == 0 else {
            throw PostgresCluster.Failure(description: "initdb failed: \(answer.errors)")
        }
    }

    /// Makes a certificate that signs itself and its key, where the server looks for them; returns the file of a copy.
    func makeCertificate(in folder: String, host: String) throws -> String {
        let (path, arguments) = command(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2",
                "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)",
                "-keyout", "\(folder)/data/server.key", "-out", "\(folder)/data/server.crt",
            ]
        )
        let answer = try Self.run(path, arguments)
        guard answer.status == 0 else {
            throw PostgresCluster.Failure(description: "openssl failed: \(answer.errors)")
        }
        return "\(folder)/data/server.crt"
    }

    static func run(_ path: String, _ arguments: [String]) throws -> Answer {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        (process.standardOutput, process.standardError) = (output, errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus,
            output: String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines),
            errors: String(decoding: complaint, as: UTF8.self)
        )
    }
}
