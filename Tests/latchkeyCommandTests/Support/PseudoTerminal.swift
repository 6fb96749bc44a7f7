import Glibc

/// A terminal without a screen: the test types at one end, the program sits at the other.
final class PseudoTerminal {
    // TIOCSPTLCK and TIOCGPTN are macros that Swift does not see, and so are the functions built on them.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    private let keyboard: Int32
    /// The end to give to the program.
    let child: Int32

    init() throws {
        keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var lock: Int32 = 0
        var number: Int32 = 0
        guard keyboard >= 0, ioctl(keyboard, Self.setLock, &lock) == 0,
            ioctl(keyboard, Self.getNumber, &number) == 0
        else { throw ChildProcess.Failure(reason: "no pseudo-terminal: \(errno)") }
        child = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        for end in [keyboard, child] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(keyboard)
        close(child)
    }

    /// Whether the program has switched the echo off.
    var isSilent: Bool {
        var settings = termios()
        return tcgetattr(child, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) == 0
    }

    /// Waits until the program has switched the echo off, a minute at most.
    func waitUntilSilent() {
        let deadline = ContinuousClock.now + .seconds(60)
        while !isSilent, ContinuousClock.now < deadline { sched_yield() }
    }

    func type(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(keyboard, $0.baseAddress, $0.count) }
    }

    /// What the terminal has shown of the typing.
    func shown() -> String {
        var request = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 0) > 0 else { return "" }
        let octets = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(0, read(keyboard, buffer.baseAddress, buffer.count))
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
