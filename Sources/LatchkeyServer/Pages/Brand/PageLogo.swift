import Foundation

/// The mark of whoever runs the pages, from a file.
struct PageLogo: Sendable {
    /// The largest file: every page loads it.
    static let sizeLimit = 24_576

    let octets: [UInt8]
    let type: String

    /// Reads the file.
    ///
    /// - Throws: ``ConfigurationError`` when it cannot be read, is too large, or is neither SVG nor PNG.
    init(path: String) throws(ConfigurationError) {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            // An empty file gives nothing at all.
            data = try file.read(upToCount: Self.sizeLimit + 1) ?? Data()
        } catch {
            throw ConfigurationError("pages.logo: cannot read \(path).")
        }
        guard data.count <= Self.sizeLimit else {
            throw ConfigurationError("pages.logo: \(path) is larger than \(Self.sizeLimit / 1024) KiB.")
        }
        guard let type = Self.type(of: Array(data)) else {
            throw ConfigurationError("pages.logo: \(path) is neither SVG nor PNG.")
        }
        octets = Array(data)
        self.type = type
    }

    /// Goes by the content: the name of a file promises nothing.
    private static func type(of octets: [UInt8]) -> String? {
        if octets.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        guard let text = String(validating: octets, as: UTF8.self) else { return nil }
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard start.hasPrefix("<svg") || (start.hasPrefix("<?xml") && start.contains("<svg")) else {
            return nil
        }
        return "image/svg+xml"
    }
}
