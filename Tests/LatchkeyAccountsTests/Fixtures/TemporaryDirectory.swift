import Foundation

/// A directory of one test, removed with its last reference.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "latchkey-accounts-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Everything that any file in it holds, one after the other.
    func contents() throws -> Data {
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        return names.reduce(into: Data()) {
            $0 += FileManager.default.contents(atPath: "\(path)/\($1)") ?? Data()
        }
    }
}
