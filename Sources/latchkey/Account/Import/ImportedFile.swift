import LatchkeyAccounts
import LatchkeyJOSE

/// The rows of an imported file, one after the other.
struct ImportedFile {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// How many octets have been read so far.
    private(set) var position = 0

    private let path: String
    private let firebase: FirebaseHashParameters?
    private var source: Source

    private enum Source {
        case lines(Input, number: Int)
        case csv(CSVReader, columns: [ImportColumn])
    }

    /// Begins to read a file that is open at its beginning.
    ///
    /// - Throws: ``CommandFailure`` for a CSV header with columns that are not known.
    init(
        _ descriptor: Int32,
        path: String,
        format: ImportFormat,
        firebase: FirebaseHashParameters?
    ) throws {
        self.path = path
        self.firebase = firebase
        switch format {
        case .jsonl:
            source = .lines(Input(descriptor, name: path), number: 0)
        case .csv:
            var reader = CSVReader(Input(descriptor, name: path), name: path)
            let columns = try Self.columns(reader.next(), path: path)
            source = .csv(reader, columns: columns)
        }
    }

    /// The next row; `nil` at the end of the file.
    mutating func next() throws -> ImportRow? {
        switch source {
        case .lines(var input, var number):
            defer { source = .lines(input, number: number) }
            while let line = try input.nextLine() {
                number += 1
                let octets = count(line)
                if let octets, octets.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
                return ImportRow(line: number, content: content(of: octets, isFirst: number == 1))
            }
            return nil
        case .csv(var reader, let columns):
            defer { source = .csv(reader, columns: columns) }
            guard let record = try reader.next() else { return nil }
            position = reader.position
            return ImportRow(line: record.line, content: content(of: record, columns))
        }
    }

    private mutating func count(_ line: Input.Line) -> [UInt8]? {
        guard case .text(let octets) = line else {
            position += Input.limit
            return nil
        }
        position += octets.count + 1
        return octets
    }

    private func content(of line: [UInt8]?, isFirst: Bool) -> Result<ImportedAccount, ImportFault> {
        guard let line else { return .failure(ImportFault(nil, "is longer than 1 MiB")) }
        let hasMark = isFirst && line.starts(with: Self.byteOrderMark)
        guard let object = try? JSONObject(json: hasMark ? Array(line.dropFirst(3)) : line) else {
            return .failure(ImportFault(nil, "is not an object of JSON in UTF-8"))
        }
        return Result { () throws(ImportFault) in try ImportedRow(object).account(firebase) }
    }

    private func content(
        of record: CSVReader.Record,
        _ columns: [ImportColumn]
    ) -> Result<ImportedAccount, ImportFault> {
        Result { () throws(ImportFault) in
            try ImportedRow(record.fields.get(), columns: columns).account(firebase)
        }
    }

    private static func columns(_ header: CSVReader.Record?, path: String) throws -> [ImportColumn] {
        guard let header else { throw CommandFailure.refused("\(path) is empty.") }
        let names: [String]
        do {
            names = try header.fields.get()
        } catch {
            throw CommandFailure.refused("the header of \(path) \(error.reason).")
        }
        let columns = try names.map { name in
            guard let column = ImportColumn(rawValue: name) else {
                let known = ImportColumn.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.refused("\(path) has a column \(name); columns are \(known).")
            }
            return column
        }
        guard Set(columns).count == columns.count else {
            throw CommandFailure.refused("\(path) has a column twice.")
        }
        return columns
    }
}
