import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// Which page of a list a query asks for: `?limit=&cursor=`.
///
/// Refuses a limit that is no number from 1 to 100, a cursor that is no identifier, and either of them given twice.
struct ListPage: Sendable {
    /// The size of a page, and the largest that can be asked for: no answer grows without bound.
    static let largest = 100

    let limit: Int
    let cursor: UUIDv7?

    /// - Throws: a 400 problem naming the field.
    init(_ request: Request) throws {
        guard let query = FormFields((request.uri.query ?? "").utf8) else {
            throw Problem(.invalidRequest, detail: "The query cannot be read.")
        }
        let limit = try query["limit"].map { text in
            guard let limit = Int(text), (1...Self.largest).contains(limit) else {
                throw AccountError.invalid(FieldError("limit", .invalidFormat))
            }
            return limit
        }
        self.limit = limit ?? Self.largest
        cursor = try query["cursor"].map { text in
            guard let cursor = UUIDv7(text) else {
                throw AccountError.invalid(FieldError("cursor", .invalidFormat))
            }
            return cursor
        }
    }
}
