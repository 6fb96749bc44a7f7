import LatchkeyJOSE

/// What a command prints: results on standard output, complaints on standard error, each at once.
enum Output {
    /// Standard output takes no more.
    enum Closed: Error {
        /// Whoever read it has gone away, as `head` does; no failure.
        case reader
    }

    /// Prints text as it is.
    static func write(_ text: String) throws {
        try write(octets: Array(text.utf8))
    }

    private static func write(octets: [UInt8]) throws {
        do {
            try Descriptor.write(octets, to: Descriptor.standardOutput)
        } catch  where error.isBrokenPipe {
            throw Closed.reader
        } catch {
            throw CommandFailure.environment(
                "cannot write to standard output: \(error.reason). Check where it is redirected to."
            )
        }
    }

    /// Prints content as it is; to a terminal, which would obey what stands in it, as text made visible or in base64url.
    static func write(content octets: [UInt8]) throws {
        guard Descriptor.isTerminal(Descriptor.standardOutput) else { return try write(octets: octets) }
        guard let text = String(validating: octets, as: UTF8.self) else {
            return try print(Base64URL.encode(octets))
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            try print(String(line).visible)
        }
    }

    /// Prints a line.
    static func print(_ line: String) throws {
        try write(line + "\n")
    }

    /// Prints a value as one line of JSON.
    static func print(_ object: JSONObject) throws {
        try print(lines: [object])
    }

    /// Prints values as JSON, one a line.
    static func print(lines objects: [JSONObject]) throws {
        try write(objects.map { $0.compact.json() + "\n" }.joined())
    }

    /// Prints one line on standard error, foreign control characters made visible.
    static func complain(_ message: String) {
        complain(raw: "latchkey: \(message.visible)\n")
    }

    static func complain(raw text: String) {
        // Nobody is left to tell when this fails.
        try? Descriptor.write(Array(text.utf8), to: Descriptor.standardError)
    }
}
