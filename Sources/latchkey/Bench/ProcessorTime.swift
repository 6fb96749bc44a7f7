#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How long processors have worked, in seconds.
enum ProcessorTime {
    /// For the whole process.
    static func ofProcess() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// For the thread that asks.
    static func ofThread() -> Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
