import HTTPTypes
import Hummingbird

/// A field of a request's head in which a token may stand, behind an authentication scheme or by itself.
struct TokenField: Sendable, Hashable {
    let name: HTTPField.Name
    /// In lower case; `nil` where the value is the token.
    let scheme: [UInt8]?

    /// The field, if the request has it; a second one of its name is refused.
    func field(in request: Request) throws(TokenFault) -> HTTPField? {
        try place(in: request.headers).map { request.headers[$0] }
    }

    /// Where the field stands, if it is there; a second one of its name is refused.
    func place(in fields: HTTPFields) throws(TokenFault) -> HTTPFields.Index? {
        var place: HTTPFields.Index?
        // By index: a field is a value of several references, and only one of them is wanted.
        for index in fields.indices where fields[index].name == name {
            guard place == nil else { throw .severalFields }
            place = index
        }
        return place
    }

    /// Where the token stands in the field's value; `nil` for the credentials of another scheme.
    ///
    /// Splits `credentials = auth-scheme [ 1*SP ( token68 / … ) ]` (RFC 9110 §11.4). What stands in the token's place is
    /// the verifier's to judge.
    func token(in value: Span<UInt8>) throws(TokenFault) -> Range<Int>? {
        var start = 0
        if let scheme {
            guard value.count >= scheme.count else { return nil }
            for index in scheme.indices where value[index].asciiLowercased != scheme[index] { return nil }
            start = scheme.count
            guard start == value.count || value[start] == UInt8(ascii: " ") else { return nil }
            while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        }
        let size = value.count - start
        guard size > 0 else { throw .empty }
        guard size <= TokenLocation.sizeLimit else {
            throw .tooLarge(octets: size, limit: TokenLocation.sizeLimit)
        }
        return start..<value.count
    }
}
