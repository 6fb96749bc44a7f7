/// A command with its arguments, as octets; it prints its name alone, since arguments may be secret.
struct RedisCommand: Sendable, CustomStringConvertible {
    /// One argument.
    struct Argument: Sendable, ExpressibleByStringLiteral {
        let octets: [UInt8]

        init(_ octets: [UInt8]) { self.octets = octets }
        init(_ text: String) { octets = Array(text.utf8) }
        init(_ number: Int64) { self.init("\(number)") }
        init(stringLiteral text: String) { self.init(text) }
    }

    let name: String
    private let arguments: [Argument]

    init(_ name: String, _ arguments: Argument...) {
        self.init(name, arguments)
    }

    init(_ name: String, _ arguments: [Argument]) {
        (self.name, self.arguments) = (name, arguments)
    }

    /// What is sent: an array of bulk strings.
    var encoded: [UInt8] {
        RESPValue.array([.bulk(Array(name.utf8))] + arguments.map { .bulk($0.octets) }).encoded
    }

    var description: String { name }
}
