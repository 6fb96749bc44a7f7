/// Where a command puts what it makes: standard output, or a new file that only its owner may read.
enum FileOutput {
    /// Writes what may be secret to a file that does not exist yet, or to standard output without a path.
    static func write(_ octets: [UInt8], to path: String?) throws {
        guard let path else { return try Output.write(octets) }
        do {
            let descriptor = try Descriptor.create(path)
            defer { Descriptor.close(descriptor) }
            try Descriptor.write(octets, to: descriptor)
        } catch  where error.isExisting {
            throw CommandFailure.environment("\(path) exists already. Remove it, or choose another name.")
        } catch {
            throw CommandFailure.environment(
                "cannot write \(path): \(error.reason). Choose a folder you may write to."
            )
        }
    }
}
