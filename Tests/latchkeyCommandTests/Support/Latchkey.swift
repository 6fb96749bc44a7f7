import Foundation
import Testing

/// The built program, run as a person or a script runs it.
enum Latchkey {
    /// How a run ended, as text.
    struct Run: Sendable, Equatable {
        let status: Int32
        let output: String
        let error: String

        /// The lines of standard output.
        var lines: [String] {
            output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
    }

    /// The program: what the environment names, else what was built beside the tests.
    static let path: String = {
        if let path = ProcessInfo.processInfo.environment["LATCHKEY_BINARY"] { return path }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "latchkey").path
    }()

    /// What every run finds in its environment: nothing of the test's own settings.
    static let environment = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "COLUMNS": "80",
        "TZ": "UTC",
    ]

    /// Starts the program and leaves it running.
    static func start(
        _ arguments: [String],
        in folder: TemporaryFolder? = nil,
        environment: [String: String] = [:],
        terminal: Int32? = nil,
        errorTerminal: Int32? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            path,
            arguments,
            environment: Self.environment.merging(environment) { _, new in new },
            directory: folder?.path ?? "/",
            terminal: terminal,
            errorTerminal: errorTerminal
        )
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: String...,
        input: String = "",
        in folder: TemporaryFolder? = nil,
        environment: [String: String] = [:]
    ) throws -> Run {
        try run(arguments, input: Array(input.utf8), in: folder, environment: environment)
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String],
        input: [UInt8] = [],
        in folder: TemporaryFolder? = nil,
        environment: [String: String] = [:]
    ) throws -> Run {
        let child = try start(arguments, in: folder, environment: environment)
        // Beside the reading of the answers: a long input meets a child that waits for its output to be read.
        Thread.detachNewThread {
            child.send(input)
            child.closeInput()
        }
        return Run(try child.wait())
    }
}

extension Latchkey.Run {
    init(_ outcome: ChildProcess.Outcome) {
        status = outcome.status
        output = String(decoding: outcome.output, as: UTF8.self)
        error = String(decoding: outcome.error, as: UTF8.self)
    }
}

/// Expects a refusal in the house's form: an exit code, nothing on standard output, one line on standard error.
func expectFailure(
    _ run: Latchkey.Run,
    _ status: Int32,
    _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(run.status == status, sourceLocation: sourceLocation)
    #expect(run.output == "", sourceLocation: sourceLocation)
    #expect(run.error == "latchkey: \(message)\n", sourceLocation: sourceLocation)
}
