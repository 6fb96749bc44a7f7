import LatchkeyAccounts

/// The refused rows of an import as comma-separated values: line, column, reason.
struct RefusalReport {
    private let descriptor: Int32
    private let path: String

    /// Makes the file; one that exists is not touched.
    init(_ path: String) throws {
        self.path = path
        do {
            descriptor = try Descriptor.create(path)
        } catch  where error.isExisting {
            throw CommandFailure.environment("\(path) exists already. Remove it, or choose another name.")
        } catch {
            throw CommandFailure.environment(
                "cannot write \(path): \(error.reason). Choose a folder you may write to."
            )
        }
        try write("line,column,reason\n")
    }

    /// Adds a row.
    func append(_ refusal: ImportRefusal) throws {
        // Reasons are words of ours and need quotes for their commas only.
        let reason = refusal.fault.reason
        let field = reason.utf8.contains(UInt8(ascii: ",")) ? "\"\(reason)\"" : reason
        try write("\(refusal.line),\(refusal.fault.column ?? ""),\(field)\n")
    }

    /// Closes the file.
    func close() { Descriptor.close(descriptor) }

    private func write(_ text: String) throws {
        do {
            try Descriptor.write(Array(text.utf8), to: descriptor)
        } catch {
            throw CommandFailure.environment("cannot write \(path): \(error.reason).")
        }
    }
}
