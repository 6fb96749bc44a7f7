package import Foundation

/// A child process with a line to its standard input, and with no signal blocked or ignored.
///
/// Children inherit what the spawning thread blocks, and the threads of tasks block nearly everything: a shell among them
/// would wait for its own children for ever.
package final class Child: Sendable {
    /// Why there is none.
    package struct Failure: Error, CustomStringConvertible {
        /// One line, for the log of a test run.
        package let description: String
    }

    package let identifier: pid_t
    private let lifeline: Int32

    package init(_ command: (path: String, arguments: [String])) throws {
        var ends: [Int32] = [0, 0]
        // Nobody but this process holds this end, so that the child finds the end of its input when this process is gone.
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw Child.Failure(description: "no pair of sockets")
        }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        for stream in [Int32(1), 2] {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"]
        let lists = [[command.path] + command.arguments, variables].map { list in
            list.map { strdup($0) } + [nil]
        }
        defer { for pointer in lists.joined() { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, command.path, &actions, &attributes, lists[0], lists[1])
        guard code == 0 else {
            close(ends[1])
            throw Child.Failure(description: "\(command.path): \(String(cString: strerror(code)))")
        }
        (identifier, lifeline) = (process, ends[1])
    }

    /// Whether it has not ended yet.
    package var isRunning: Bool {
        var state = siginfo_t()
        let flags = WEXITED | WNOHANG | WNOWAIT
        return waitid(P_PID, id_t(identifier), &state, flags) == 0 && state.si_signo == 0
    }

    /// Writes a last line to it, and waits until it has ended.
    package func end(saying line: String) {
        let text = Array("\(line)\n".utf8)
        // A child that is gone already must not end this process.
        _ = send(lifeline, text, text.count, Int32(MSG_NOSIGNAL))
        close(lifeline)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }
}
