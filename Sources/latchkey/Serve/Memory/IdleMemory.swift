internal import CMemory
import Foundation
import ServiceLifecycle

/// Gives memory back to the system each time the server has nothing to do.
///
/// What a login storm or the start has needed does not stay for good: a server that is idle is as small after a storm as
/// before it. That it is idle shows in the processor time of the whole process, so that nothing has to report to it.
struct IdleMemory: Service {
    /// How often it looks.
    private static let interval = Duration.seconds(1)
    /// The share of one processor below which a process is idle; what goes on in the background takes less.
    private static let idleShare = 0.05

    let database: Database

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var rest = Rest()
            while (try? await Task.sleep(for: Self.interval)) != nil {
                if rest.begins(at: Self.processorTime(), during: Self.interval * Self.idleShare) {
                    await database.releaseMemory()
                    latchkey_release_memory()
                }
            }
        }
    }

    /// The processor time that all threads of the process have taken so far.
    private static func processorTime() -> Duration {
        var time = timespec()
        // The clock of the own process is always there.
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// Whether a process has come to rest.
    struct Rest {
        private var taken = Duration.zero
        private var isResting = false

        /// Whether no more than `allowance` was taken since it was last asked, for the first time after more was.
        mutating func begins(at time: Duration, during allowance: Duration) -> Bool {
            defer { taken = time }
            guard time - taken <= allowance else {
                isResting = false
                return false
            }
            defer { isResting = true }
            return !isResting
        }
    }
}
