import Foundation
import SystemPackage

/// Writes mails into a folder instead of sending them: one `.eml` file each, for its owner only.
///
/// For a server without a mail server: whoever runs it reads the links there.
public struct Outbox: MailTransport {
    private let folder: String

    /// Writes into a folder, which is made (mode 0700) where it does not exist.
    public init(folder: String) {
        self.folder = folder
    }

    /// Writes the file whole or not at all; a mail that comes again replaces its file.
    ///
    /// - Returns: the path of the file.
    public func deliver(_ message: MailMessage) async throws(MailFailure) -> String? {
        let path = "\(folder)/\(message.id).eml"
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try Self.write(message.octets, to: path)
        } catch {
            throw .temporary("cannot write \(path): \(error)")
        }
        return path
    }

    private static func write(_ octets: [UInt8], to path: String) throws {
        let draft = path + ".part"
        let file = try FileDescriptor.open(
            FilePath(draft),
            .writeOnly,
            options: [.create, .truncate],
            permissions: [.ownerReadWrite]
        )
        try file.closeAfter { _ = try file.writeAll(octets) }
        guard rename(draft, path) == 0 else { throw Errno(rawValue: errno) }
    }
}
