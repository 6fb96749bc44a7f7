import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// Which page of a list a query asks for, and what else it asks: `?limit=&cursor=&search=`.
///
/// Refuses a limit that is no number from 1 to 100, a cursor that is none of the list's, and any field given twice.
struct ListQuery<Cursor: Sendable>: Sendable {
    let limit: Int
    let cursor: Cursor?
    private let query: FormFields

    /// - Parameters:
    ///   - request: whose query.
    ///   - cursor: reads a cursor; `nil` for a text that is none.
    /// - Throws: a 400 problem naming the field.
    init(_ request: Request, cursor: @Sendable (String) -> Cursor?) throws {
        guard let query = FormFields((request.uri.query ?? "").utf8) else {
            throw Problem(.invalidRequest, detail: "The query cannot be read.")
        }
        self.query = query
        limit =
            try Self.field("limit", of: query) { text in
                Int(text).flatMap { (1...ListPage.largest).contains($0) ? $0 : nil }
            } ?? ListPage.largest
        self.cursor = try Self.field("cursor", of: query, read: cursor)
    }

    /// Another field of the query; `nil` when it is absent.
    ///
    /// - Throws: a 400 problem naming the field when it does not read.
    func field<Value>(_ name: String, read: (String) -> Value?) throws -> Value? {
        try Self.field(name, of: query, read: read)
    }

    /// A text of the query, up to a length in octets; `nil` when it is absent.
    func field(_ name: String, longest: Int) throws -> String? {
        try field(name) { $0.utf8.count <= longest ? $0 : nil }
    }

    private static func field<Value>(
        _ name: String,
        of query: FormFields,
        read: (String) -> Value?
    ) throws -> Value? {
        guard let text = query[name] else { return nil }
        guard let value = read(text) else {
            throw AccountError.invalid(FieldError(name, .invalidFormat))
        }
        return value
    }
}

extension ListQuery<UUIDv7> {
    /// Reads a page whose cursor is an identifier.
    init(_ request: Request) throws {
        try self.init(request, cursor: { UUIDv7($0) })
    }
}
