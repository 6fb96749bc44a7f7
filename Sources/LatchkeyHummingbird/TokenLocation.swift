import HTTPTypes
package import Hummingbird

/// A place in a request where a token may stand.
///
/// ```swift
/// TokenAuthenticator(verifier, locations: [.bearer])
/// ```
public struct TokenLocation: Sendable, Hashable {
    /// The longest token that is looked at, in octets (16 KiB); a longer one is refused unread.
    public static let sizeLimit = 16 * 1024

    private enum Place: Hashable {
        case authorization(scheme: [UInt8])
    }

    private let place: Place

    /// `Authorization: Bearer …` (RFC 6750 §2.1), the scheme in any case (RFC 9110 §11.1).
    ///
    /// Another scheme counts as no token. Two `Authorization` fields, or the scheme without a token, are refused.
    public static let bearer = TokenLocation(place: .authorization(scheme: Array("bearer".utf8)))

    /// The token that stands in this place, still unverified; `nil` when there is none.
    package func token(in request: Request) throws(TokenFault) -> String? {
        switch place {
        case .authorization(let scheme):
            guard let field = try authorizationField(of: request) else { return nil }
            return try field.withUnsafeBytesOfValue { octets throws(TokenFault) in
                try credentials(of: scheme, in: octets)
            }
        }
    }

    private func authorizationField(of request: Request) throws(TokenFault) -> HTTPField? {
        var found: HTTPField?
        for field in request.headers where field.name == .authorization {
            guard found == nil else { throw .severalFields }
            found = field
        }
        return found
    }

    /// Splits `credentials = auth-scheme [ 1*SP ( token68 / … ) ]` (RFC 9110 §11.4).
    ///
    /// What stands in the token's place is the verifier's to judge.
    private func credentials(
        of scheme: [UInt8],
        in octets: UnsafeBufferPointer<UInt8>
    ) throws(TokenFault) -> String? {
        let space = UInt8(ascii: " ")
        guard octets.count >= scheme.count, zip(octets, scheme).allSatisfy({ $0 | 0x20 == $1 }) else {
            return nil
        }
        let rest = octets[scheme.count...]
        guard rest.isEmpty || rest.first == space else { return nil }
        let token = rest.drop { $0 == space }
        guard !token.isEmpty else { throw .empty }
        guard token.count <= Self.sizeLimit else { throw .tooLarge(octets: token.count) }
        return String(decoding: token, as: UTF8.self)
    }
}

/// Why a request's token was refused before a verifier saw it.
package enum TokenFault: Error, Equatable {
    case severalFields
    case empty
    case tooLarge(octets: Int)
}

extension TokenFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .severalFields: "more than one Authorization field"
        case .empty: "the scheme stands without a token"
        case .tooLarge(let octets): "the token has \(octets) octets, more than \(TokenLocation.sizeLimit)"
        }
    }
}
