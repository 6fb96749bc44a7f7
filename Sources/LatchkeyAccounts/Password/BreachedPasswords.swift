import Crypto
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Passwords that are known from breaches of other services, in a file that is searched and never loaded.
///
/// The file has one line for each, in ascending order: the SHA-1 of the password in 40 hexadecimal digits, upper or
/// lower case throughout, and what follows a colon is passed over. That is what the "Pwned Passwords" downloader writes.
/// It is kept open; one that is replaced by another name is seen after a restart.
public final class BreachedPasswords: Sendable {
    /// Why a file is not used.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// One line that names the file.
        public let description: String
    }

    private static let digestCount = 40
    /// More than any line has.
    private static let window = 160
    private static let lineFeed = UInt8(ascii: "\n")
    /// What may stand behind a digest.
    private static let ends = Array(":\r\n".utf8)

    private let descriptor: Int32
    private let size: Int

    /// Opens the file, and looks at a few of its lines.
    public init(path: String) throws(Failure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(description: "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        var status = stat()
        size = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
        guard isSorted else {
            throw Failure(
                description:
                    "\(path) is not a file of SHA-1 digests, 40 hexadecimal digits a line in ascending order"
            )
        }
    }

    deinit { _ = close(descriptor) }

    /// Whether the password, in its octets, is in the file; a file that can no longer be read holds none.
    func contains(_ password: [UInt8]) -> Bool {
        let digest = Array(Insecure.SHA1.hash(data: password))
        let wanted = digest.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }
        var range = 0..<size
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            guard let (start, found) = line(from: middle), start < range.upperBound else {
                range = range.lowerBound..<middle
                continue
            }
            if found == wanted { return true }
            range =
                found.lexicographicallyPrecedes(wanted)
                ? start + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    /// The digest, in upper case, of the first line that begins at `offset` or behind it.
    private func line(from offset: Int) -> (start: Int, digest: [UInt8])? {
        // A line begins where the file does, and behind each line feed.
        let before = max(0, offset - 1)
        let octets = read(at: before)
        var skipped = 0
        if offset > 0 {
            guard let end = octets.firstIndex(of: Self.lineFeed) else { return nil }
            skipped = end + 1
        }
        let digest = octets.dropFirst(skipped).prefix(Self.digestCount).map {
            (0x61...0x66).contains($0) ? $0 - 0x20 : $0
        }
        let next = octets.dropFirst(skipped + Self.digestCount).first
        guard digest.count == Self.digestCount, next.map(Self.ends.contains) ?? true else { return nil }
        return (before + skipped, digest)
    }

    private func read(at offset: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.window) { buffer, count in
            repeat {
                count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            } while count < 0 && errno == EINTR
            count = max(0, count)
        }
    }

    private var isSorted: Bool {
        let samples = (0..<16).compactMap { line(from: size / 16 * $0)?.digest }
        let isHex = samples.joined().allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }
        return !samples.isEmpty && isHex && line(from: 0) != nil
            && zip(samples, samples.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}
