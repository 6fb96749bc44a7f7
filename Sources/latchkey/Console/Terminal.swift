#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The terminal's own settings.
enum Terminal {
    /// Runs `body` while nothing typed is shown and every key, Control-C included, is handed over as it is.
    ///
    /// Control-C would otherwise end the process and leave the terminal without echo.
    static func withoutEcho<Result>(
        _ descriptor: Int32,
        _ body: () throws(Descriptor.Failure) -> Result
    ) throws(Descriptor.Failure) -> Result {
        var saved = termios()
        guard tcgetattr(descriptor, &saved) == 0 else { throw .last() }
        var silent = saved
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { throw .last() }
        defer { tcsetattr(descriptor, TCSADRAIN, &saved) }
        return try body()
    }
}
