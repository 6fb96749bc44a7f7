import FoundationEssentials
import LatchkeyServer

/// Who may read the files that hold secrets.
struct FileCheckup: Sendable {
    let configuration: ServerConfiguration

    func findings() -> [CheckupFinding] {
        let findings = [
            finding(configuration.data, closedTo: 0o077, right: "700"),
            (try? Database.file(of: configuration)).flatMap { finding($0, closedTo: 0o077, right: "600") },
            finding("\(configuration.data)/master.key", closedTo: 0o077, right: "600"),
            // A group of those who renew certificates is usual.
            configuration.operation.certificateKeyFile.flatMap { finding($0, closedTo: 0o007, right: "640") },
        ].compactMap(\.self)
        guard findings.isEmpty else { return findings }
        return [.good("permissions", "Nobody else may read database, master key and private key.")]
    }

    /// What is wrong with the mode of a file; `nil` when nothing is, or there is no such file.
    private func finding(_ path: String, closedTo mask: Int, right: String) -> CheckupFinding? {
        let path = path.hasSuffix("/") ? String(path.dropLast()) : path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = attributes?[.posixPermissions] as? Int, mode & mask != 0 else { return nil }
        return .problem(
            "permissions",
            "\(path) is open to other users (mode \(String(mode & 0o777, radix: 8))).",
            change: "chmod \(right) \(path)"
        )
    }
}
