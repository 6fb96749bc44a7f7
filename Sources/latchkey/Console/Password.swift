/// A password from a person or from a pipe, never from the command line.
enum Password {
    /// Reads a new password: the one line on standard input, or twice at the terminal, without echo.
    static func readNew(fromPipe: Bool) throws -> String {
        guard !fromPipe else { return try fromStandardInput() }
        guard Descriptor.isTerminal(Descriptor.standardInput) else {
            throw CommandFailure.usage(
                "standard input is no terminal to ask for a password at; pass --password-stdin and the password there."
            )
        }
        let (password, again) = try askTwice()
        guard again.utf8.elementsEqual(password.utf8) else {
            throw CommandFailure.refused("the two passwords differ. Nothing was changed.")
        }
        return password
    }

    private static func fromStandardInput() throws -> String {
        try line(Input.readAll(), of: "standard input", name: "the password")
    }

    /// The one line that a source of a secret holds.
    static func line(_ octets: [UInt8], of source: String, name: String) throws -> String {
        var octets = octets[...]
        if octets.last == UInt8(ascii: "\n") { octets = octets.dropLast() }
        if octets.last == UInt8(ascii: "\r") { octets = octets.dropLast() }
        guard !octets.contains(UInt8(ascii: "\n")) else {
            throw CommandFailure.refused(
                "\(source) holds more than one line; \(name) is the only one."
            )
        }
        return try FileInput.text(Array(octets), name: name)
    }

    /// One question at the terminal, answered without echo.
    static func askOnce(_ question: String) throws -> String {
        let answer: [UInt8]?
        do {
            answer = try Terminal.withoutEcho(Descriptor.standardInput) { () throws(Descriptor.Failure) in
                try ask(question)
            }
        } catch {
            throw CommandFailure.environment("cannot read from the terminal: \(error.reason).")
        }
        guard let answer else { throw CommandFailure.refused("cancelled. Nothing was changed.") }
        return try FileInput.text(answer, name: "the answer")
    }

    private static func askTwice() throws -> (String, String) {
        let answers: [[UInt8]?]
        do {
            // Silent from the first question to the last, so that nothing typed ahead is shown or lost.
            answers = try Terminal.withoutEcho(Descriptor.standardInput) { () throws(Descriptor.Failure) in
                let first = try ask("Password: ")
                return [first, first == nil ? nil : try ask("The same again: ")]
            }
        } catch {
            throw CommandFailure.environment("cannot read from the terminal: \(error.reason).")
        }
        guard let first = answers[0], let second = answers[1] else {
            throw CommandFailure.refused("cancelled. Nothing was changed.")
        }
        return (
            try FileInput.text(first, name: "the password"), try FileInput.text(second, name: "the password")
        )
    }

    private static func ask(_ question: String) throws(Descriptor.Failure) -> [UInt8]? {
        Output.complain(raw: question)
        defer { Output.complain(raw: "\n") }
        return try typed()
    }

    /// What is typed up to Return; `nil` after Control-C, or Control-D at the beginning.
    private static func typed() throws(Descriptor.Failure) -> [UInt8]? {
        var line: [UInt8] = []
        while let octet = try Descriptor.read(Descriptor.standardInput, limit: 1).first {
            switch octet {
            case 0x0a, 0x0d: return line
            case 0x03: return nil
            case 0x04: if line.isEmpty { return nil }
            case 0x15: line = []
            case 0x08, 0x7f: eraseLast(&line)
            default: line.append(octet)
            }
        }
        return nil
    }

    /// Takes back one character, which may be several octets of UTF-8.
    private static func eraseLast(_ line: inout [UInt8]) {
        while let octet = line.popLast(), octet & 0xc0 == 0x80 {}
    }
}
