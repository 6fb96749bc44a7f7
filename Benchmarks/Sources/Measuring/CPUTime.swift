import Foundation

/// The processor time this process has used, in nanoseconds: waiting for a busy machine does not count.
///
/// Of the whole process and not of one thread, because jwt-kit's actor may move from one to another.
public func cpuTime() -> Double {
    Double(clock()) * (1e9 / Double(CLOCKS_PER_SEC))
}
