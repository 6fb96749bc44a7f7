/// Why a request's token was refused before a verifier saw it.
package enum TokenFault: Error, Equatable {
    /// The header field came more than once.
    case severalFields
    /// The cookie, parameter or member came more than once.
    case repeated
    /// The place is there and holds no token.
    case empty
    /// The token is longer than `limit` octets.
    case tooLarge(octets: Int, limit: Int)
    /// What stands there cannot be a token: a broken escape, another type, a character no token has.
    case unreadable
    /// Two places hold different tokens.
    case contradiction
    /// The body is not what its type says.
    case unreadableBody

    /// The answer: 400 where RFC 6750 §3.1 calls the request malformed, 401 where the one token cannot be read.
    var problem: Problem {
        switch self {
        case .severalFields, .empty, .tooLarge, .unreadable: Problem(.tokenMalformed)
        case .repeated:
            Problem(
                .invalidRequest,
                detail: "The request repeats the parameter that carries its token.",
                challenge: .invalidRequest
            )
        case .contradiction:
            Problem(
                .invalidRequest,
                detail: "The request carries two tokens that differ.",
                challenge: .invalidRequest
            )
        case .unreadableBody:
            Problem(
                .invalidRequest,
                detail: "The body is not what its type says.",
                challenge: .invalidRequest
            )
        }
    }
}

extension TokenFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .severalFields: "the header field came more than once"
        case .repeated: "the parameter came more than once"
        case .empty: "there is no token where one should be"
        case .tooLarge(let octets, let limit): "the token has \(octets) octets, more than \(limit)"
        case .unreadable: "what stands in the token's place cannot be one"
        case .contradiction: "two places hold different tokens"
        case .unreadableBody: "the body is not what its type says"
        }
    }
}
