import Foundation
import LatchkeyTokens

/// Writes a key file, for its owner alone.
struct MasterKeyFile {
    let path: String

    /// Writes a key; `false` when there is a file already, which stays as it is.
    ///
    /// Written aside and linked into place: of two who do it at once one wins, and nobody sees half a file.
    func add(_ key: MasterKey) throws(ConfigurationError) -> Bool {
        while true {
            let draft = "\(path).\(UUID().uuidString)"
            let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw unwritable }
            defer {
                unlink(draft)
                close(descriptor)
            }
            // From here on nobody takes it for one that was left behind.
            flock(descriptor, LOCK_EX)
            guard Self.status(descriptor)?.st_nlink != 0 else { continue }
            guard giveToOwnerOfFolder(descriptor), Self.write(key.bytes, to: descriptor) else {
                throw unwritable
            }
            guard link(draft, path) == 0 else {
                guard errno == EEXIST else { throw unwritable }
                return false
            }
            sync()
            return true
        }
    }

    /// Removes what processes left behind that were killed while they wrote a key: this one, the one that is to take its
    /// place, or one that is kept.
    func removeDrafts() {
        let folder = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        // Litter is no reason not to go on.
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        for draft in names where UUID(uuidString: (draft as NSString).pathExtension) != nil {
            let stem = (draft as NSString).deletingPathExtension
            guard stem == name || stem == "\(name).next" || stem.hasPrefix("\(name).old-") else { continue }
            Self.removeDraft((folder as NSString).appendingPathComponent(draft))
        }
    }

    /// Removes a draft that nobody is writing.
    private static func removeDraft(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, let status = Self.status(descriptor),
            status.st_mode & S_IFMT == S_IFREG, status.st_size <= 32
        else { return }
        unlink(path)
    }

    private static func status(_ descriptor: Int32) -> stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }

    /// Sees to it that the name is on the disk.
    func sync() {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private var unwritable: ConfigurationError {
        ConfigurationError("\(path): cannot be written; check the permissions of the data folder")
    }

    /// A file that root makes in the folder of a service is for the service.
    private func giveToOwnerOfFolder(_ descriptor: Int32) -> Bool {
        guard geteuid() == 0 else { return true }
        let folder = (path as NSString).deletingLastPathComponent
        var status = stat()
        guard stat(folder.isEmpty ? "." : folder, &status) == 0 else { return false }
        return fchown(descriptor, status.st_uid, status.st_gid) == 0
    }

    private static func write(_ octets: [UInt8], to descriptor: Int32) -> Bool {
        let written = octets.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        return written == octets.count && fsync(descriptor) == 0
    }
}
