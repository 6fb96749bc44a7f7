import LatchkeyAccounts

/// Comma-separated values (RFC 4180), read record by record; lines may end in LF alone.
struct CSVReader {
    /// A record, and the line on which it begins.
    struct Record {
        let line: Int
        let fields: Result<[String], ImportFault>
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private enum State {
        case fieldStart, plain, quoted, quoteInQuoted
    }

    /// How many octets have been read so far.
    private(set) var position = 0

    private var input: Input
    private let name: String
    private var line = 1
    private var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    private var state = State.fieldStart
    private var fault: ImportFault?
    private var size = 0

    /// Reads from the beginning of an input; `name` is what complaints call it.
    init(_ input: Input, name: String) {
        self.input = input
        self.name = name
    }

    /// The next record that is not an empty line; `nil` at the end.
    ///
    /// - Throws: ``CommandFailure`` for a record of more than 1 MiB, most likely a quote that is never closed: nobody
    ///   could tell where the next record begins.
    mutating func next() throws -> Record? {
        let start = line
        (fields, field, state, fault, size) = ([], [], .fieldStart, nil, 0)
        while let octet = try input.nextOctet() {
            position += 1
            size += 1
            guard size <= Input.limit else {
                throw CommandFailure.refused(
                    "line \(start) of \(name) begins a record of more than 1 MiB; is a quote never closed?"
                )
            }
            if octet == Self.lineFeed { line += 1 }
            guard octet == Self.lineFeed, state != .quoted else {
                take(octet)
                continue
            }
            if isEmptyLine { return try next() }
            return finish(start)
        }
        if state == .quoted { fault = ImportFault(nil, "ends within quotes") }
        return size == 0 || isEmptyLine ? nil : finish(start)
    }

    private var isEmptyLine: Bool {
        fields.isEmpty && (field.isEmpty || field == [Self.carriageReturn]) && state != .quoteInQuoted
    }

    private mutating func take(_ octet: UInt8) {
        switch (state, octet) {
        case (.fieldStart, Self.quote): state = .quoted
        case (.quoted, Self.quote): state = .quoteInQuoted
        case (.quoteInQuoted, Self.quote):
            field.append(octet)
            state = .quoted
        case (.quoted, _): field.append(octet)
        case (_, Self.comma): endField()
        case (.quoteInQuoted, Self.carriageReturn): break
        case (.quoteInQuoted, _): fault = fault ?? ImportFault(nil, "has text behind a closing quote")
        case (.plain, Self.quote):
            fault = fault ?? ImportFault(nil, "has a quote within a field without quotes")
        default:
            field.append(octet)
            state = .plain
        }
    }

    private mutating func endField() {
        fields.append(field)
        field = []
        state = .fieldStart
    }

    private mutating func finish(_ start: Int) -> Record {
        if state == .plain, field.last == Self.carriageReturn { field.removeLast() }
        endField()
        if let fault { return Record(line: start, fields: .failure(fault)) }
        if start == 1, fields[0].starts(with: [0xEF, 0xBB, 0xBF]) { fields[0].removeFirst(3) }
        let texts = fields.compactMap { String(validating: $0, as: UTF8.self) }
        guard texts.count == fields.count else {
            return Record(line: start, fields: .failure(ImportFault(nil, "is not text in UTF-8")))
        }
        return Record(line: start, fields: .success(texts))
    }
}
