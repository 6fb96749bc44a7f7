/// Why a command did not do what it was asked, in one line that names the fix, and its exit code.
enum CommandFailure: Error {
    /// What was given was understood, and is refused or invalid.
    case refused(String)
    /// The command was given wrongly.
    case usage(String)
    /// Something around the command is in the way: a file, a folder, the database, the network.
    case environment(String)

    static let refusedExitCode: Int32 = 1
    static let usageExitCode: Int32 = 2

    var message: String {
        switch self {
        case .refused(let message), .usage(let message), .environment(let message): message
        }
    }

    var exitCode: Int32 {
        switch self {
        case .refused: Self.refusedExitCode
        case .usage: Self.usageExitCode
        case .environment: 3
        }
    }
}
