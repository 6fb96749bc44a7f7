import Foundation

/// A directory of one test in memory where the system has such, since here nobody asks what the disk costs.
///
/// What a commit does with the file is the same; what a sync of the disk adds has tests of its own.
final class MemoryDirectory: Sendable {
    private static let memory = "/dev/shm"

    let path: String

    init() throws {
        let inMemory = FileManager.default.isWritableFile(atPath: Self.memory)
        path = (inMemory ? Self.memory : NSTemporaryDirectory()) + "/latchkey-model-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The directory as a process that dies at this moment leaves it.
    func afterCrash() throws -> MemoryDirectory {
        let copy = try MemoryDirectory()
        // Without the index of the log, which is shared memory: the next process makes it from the log.
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where !name.hasSuffix("-shm") {
            try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        return copy
    }
}
