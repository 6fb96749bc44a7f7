import Foundation

/// What shows without reading that a file is another than before, symbolic links followed.
struct FileMark: Sendable, Equatable {
    private let path: String
    private let changedAt: Date?
    private let number: Int?
    private let size: Int?

    /// Looks at a file; one that is not there is like any other that is not.
    init(_ path: String) {
        // Links are what tools for certificates move.
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
        self.path = resolved
        changedAt = attributes?[.modificationDate] as? Date
        number = (attributes?[.systemFileNumber] as? NSNumber)?.intValue
        size = (attributes?[.size] as? NSNumber)?.intValue
    }
}
