import ArgumentParser

/// The token a command is about.
struct TokenArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The token; - reads it from standard input.", valueName: "token"))
    var token: String?

    /// The token's text, without white space around it.
    func text() throws -> String {
        guard let token, token != "-" else { return try fromStandardInput() }
        return Self.trimmed(token)
    }

    private func fromStandardInput() throws -> String {
        if token == nil, Descriptor.isTerminal(Descriptor.standardInput) {
            throw CommandFailure.usage("give a token, or - and the token on standard input.")
        }
        let text = Self.trimmed(try FileInput.text(Input.readAll(), name: "standard input"))
        guard !text.isEmpty else { throw CommandFailure.refused("standard input holds no token.") }
        return text
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (octet: UInt8) in octet == 0x20 || (0x09...0x0d).contains(octet) }
        let octets = text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return String(decoding: Array(octets), as: UTF8.self)
    }
}
