import Foundation
import Testing

/// A program of others that tests work with where it is installed; the project's bootstrap installs them.
struct ForeignTool: Sendable {
    let path: String

    /// Looks a program up on the PATH.
    static func named(_ name: String) -> ForeignTool? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }.map(
            ForeignTool.init
        )
    }

    static let openssl = named("openssl")
    static let sshKeygen = named("ssh-keygen")

    /// Runs it, and demands that it succeeds.
    @discardableResult
    func run(_ arguments: String..., input: String = "", in folder: TemporaryFolder) throws -> String {
        try run(arguments, input: input, in: folder)
    }

    /// Runs it, and demands that it succeeds.
    func run(_ arguments: [String], input: String = "", in folder: TemporaryFolder) throws -> String {
        let child = try ChildProcess(
            path,
            arguments,
            environment: Latchkey.environment.merging(["HOME": folder.path]) { _, new in new },
            directory: folder.path
        )
        child.send(Array(input.utf8))
        child.closeInput()
        let run = Latchkey.Run(try child.wait())
        guard run.status == 0 else { throw ChildProcess.Failure(reason: "\(path): \(run.error)") }
        return run.output
    }
}
