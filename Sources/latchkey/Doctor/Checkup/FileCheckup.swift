import LatchkeyServer

/// Who may read the files that hold secrets.
struct FileCheckup: Sendable {
    let configuration: ServerConfiguration

    func findings() -> [CheckupFinding] {
        let location = MasterKeyLocation(data: configuration.data)
        let own = [try? Database.file(of: configuration), location.file, location.nextFile].compactMap(\.self)
        let keys = [configuration.operation.certificateKeyFile, configuration.redis.certificateKeyFile]
        let refused =
            [SecretFile.folder(configuration.data)] + own.map(SecretFile.own)
            + keys.compactMap(\.self).map(SecretFile.named)
        let findings =
            refused.compactMap { finding($0, .problem) }
            + location.namedFiles.compactMap { finding(.named($0), .warning) }
        guard findings.isEmpty else { return findings }
        return [.good("permissions", "Nobody else may read database, master key and private key.")]
    }

    /// What is wrong with the mode of a file; `nil` when nothing is, or there is no such file.
    private func finding(_ file: SecretFile, _ severity: CheckupFinding.Severity) -> CheckupFinding? {
        file.openMode.map { mode in
            CheckupFinding(
                area: "permissions",
                severity: severity,
                sentence: "\(file.path) is open to other users (mode \(mode)).",
                change: file.change
            )
        }
    }
}
