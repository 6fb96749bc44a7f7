/// Standard input or a file, read in lines or as a whole, never more of it than a limit.
struct Input {
    enum Line {
        /// A line without its line feed.
        case text([UInt8])
        /// A line longer than the limit; the rest of it has been passed over.
        case tooLong
    }

    /// The most octets of a line, or of an input read as a whole: 1 MiB.
    static let limit = 1 << 20

    private let descriptor: Int32
    private let name: String
    private var buffer: ArraySlice<UInt8> = []
    private var isAtEnd = false

    /// Reads from a descriptor that is open; `name` is what complaints call it.
    init(_ descriptor: Int32 = Descriptor.standardInput, name: String = "standard input") {
        self.descriptor = descriptor
        self.name = name
    }

    /// The next octet; `nil` at the end of the input.
    mutating func nextOctet() throws -> UInt8? {
        if buffer.isEmpty, try !fill() { return nil }
        return buffer.popFirst()
    }

    /// The next line; `nil` at the end of the input.
    mutating func nextLine() throws -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                line += buffer[..<end]
                buffer = buffer[(end + 1)...]
                return isTooLong || line.count > Self.limit ? .tooLong : .text(line)
            }
            line += buffer
            if line.count > Self.limit {
                isTooLong = true
                line = []
            }
            guard try fill() else {
                if isTooLong { return .tooLong }
                return line.isEmpty ? nil : .text(line)
            }
        }
    }

    /// Everything up to the end of the input.
    ///
    /// - Throws: ``CommandFailure/refused(_:)`` for more than ``limit`` octets.
    static func readAll() throws -> [UInt8] {
        try FileInput.readAll(Descriptor.standardInput, name: "standard input")
    }

    private mutating func fill() throws -> Bool {
        buffer = []
        guard !isAtEnd else { return false }
        do {
            buffer = try Descriptor.read(descriptor, limit: 1 << 16)[...]
        } catch {
            throw CommandFailure.environment("cannot read \(name): \(error.reason).")
        }
        isAtEnd = buffer.isEmpty
        return !isAtEnd
    }
}
