/// Files named on the command line.
enum FileInput {
    /// The octets of a file, or of standard input for `-`.
    ///
    /// - Throws: ``CommandFailure``, naming the file.
    static func read(_ path: String) throws -> [UInt8] {
        if path == "-" { return try Input.readAll() }
        let descriptor: Int32
        do {
            descriptor = try Descriptor.open(path)
        } catch {
            throw CommandFailure.environment(
                "cannot read \(path): \(error.reason). Check the path and its permissions."
            )
        }
        defer { Descriptor.close(descriptor) }
        return try readAll(descriptor, name: path)
    }

    /// Text of a file in UTF-8.
    static func readText(_ path: String) throws -> String {
        try text(read(path), name: path == "-" ? "standard input" : path)
    }

    static func text(_ octets: [UInt8], name: String) throws -> String {
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw CommandFailure.refused("\(name) is not text in UTF-8.")
        }
        return text
    }

    static func readAll(_ descriptor: Int32, name: String) throws -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count <= Input.limit {
            let more: [UInt8]
            do {
                more = try Descriptor.read(descriptor, limit: 1 << 16)
            } catch {
                throw CommandFailure.environment("cannot read \(name): \(error.reason).")
            }
            if more.isEmpty { return octets }
            octets += more
        }
        throw CommandFailure.refused("\(name) is larger than 1 MiB, more than any key or token needs.")
    }
}
