import Crypto
import LatchkeyAccounts

/// One run of `latchkey account import` over an open file.
struct ImportRun {
    let path: String
    let format: ImportFormat
    let firebase: FirebaseHashParameters?
    let descriptor: Int32
    let size: Int

    /// Opens a file that can be read twice.
    init(_ path: String, format: ImportFormat, firebase: FirebaseHashParameters?) throws {
        self.path = path
        self.format = format
        self.firebase = firebase
        do {
            descriptor = try Descriptor.open(path)
        } catch {
            throw CommandFailure.environment(
                "cannot read \(path): \(error.reason). Check the path and its permissions."
            )
        }
        guard let size = try? Descriptor.size(ofFile: descriptor) else {
            Descriptor.close(descriptor)
            throw CommandFailure.environment(
                "\(path) is not a file: it is read twice, so name one on the disk."
            )
        }
        self.size = size
    }

    /// Imports what has not been imported yet.
    func take(with accountImport: AccountImport) async throws -> ImportProgress {
        var progress = try await accountImport.progress(of: key())
        guard !progress.isFinished else { return progress }
        var bar = ProgressBar()
        defer { bar.end() }
        var (file, isLast) = (try begin(after: progress.rows), false)
        while !isLast {
            let rows = try batch(of: &file)
            isLast = rows.count < AccountImport.batchSize
            progress = try await accountImport.take(rows, after: progress, isLast: isLast)
            bar.show(file.position, of: size, words(progress))
        }
        return progress
    }

    /// Finds what would be refused of what has not been imported yet, and hands it to `complain`.
    func check(
        with accountImport: AccountImport,
        complain: (ImportRefusal) throws -> Void
    ) async throws -> ImportProgress {
        var progress = try await accountImport.progress(of: key())
        guard !progress.isFinished else { return progress }
        var bar = ProgressBar()
        defer { bar.end() }
        var names = ImportNames()
        var (file, isLast) = (try begin(after: progress.rows), false)
        while !isLast {
            let rows = try batch(of: &file)
            isLast = rows.count < AccountImport.batchSize
            let refusals = try await accountImport.check(rows, names: &names)
            progress.rows += rows.count
            progress.refused += refusals.count
            progress.imported += rows.count - refusals.count
            for refusal in refusals { try complain(refusal) }
            bar.show(file.position, of: size, words(progress))
        }
        return progress
    }

    private func words(_ progress: ImportProgress) -> String {
        "\(progress.imported) accounts, \(progress.refused) refused"
    }

    /// What the import is known by: another content, or another way of reading it, is another import.
    private func key() throws -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("\(format.rawValue) \(firebase?.identity ?? "")\n".utf8))
        do {
            try Descriptor.rewind(descriptor)
            while true {
                let octets = try Descriptor.read(descriptor, limit: 1 << 16)
                if octets.isEmpty { return Array(hash.finalize()) }
                hash.update(data: octets)
            }
        } catch {
            throw CommandFailure.environment("cannot read \(path): \(error.reason).")
        }
    }

    private func begin(after rows: Int) throws -> ImportedFile {
        do {
            try Descriptor.rewind(descriptor)
        } catch {
            throw CommandFailure.environment("cannot read \(path): \(error.reason).")
        }
        var file = try ImportedFile(descriptor, path: path, format: format, firebase: firebase)
        for _ in 0..<rows { _ = try file.next() }
        return file
    }

    private func batch(of file: inout ImportedFile) throws -> [ImportRow] {
        var rows: [ImportRow] = []
        while rows.count < AccountImport.batchSize, let row = try file.next() { rows.append(row) }
        return rows
    }
}
