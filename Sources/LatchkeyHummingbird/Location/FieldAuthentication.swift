import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyTokens

/// The way of nearly every request: a strategy decides on the octets of one header field, where they stand.
///
/// A class, so that going this way counts one reference.
final class FieldAuthentication: Sendable {
    enum Verdict {
        case noToken
        case accepted(AccessToken)
        /// Only the long way can tell.
        case undecided
    }

    enum Refusal: Error {
        case place(TokenFault)
        case token(TokenError)
    }

    let location: TokenLocation
    /// Whether caches must be told that the answer is for this caller only.
    let isUnknownToCaches: Bool
    private let field: TokenField
    private let strategy: any OctetStrategy

    /// `nil` where a token may stand in another place as well, or the strategy needs its text.
    init?(_ locations: [TokenLocation], _ strategy: any TokenStrategy) {
        guard locations.count == 1, case .field(let field) = locations[0].place,
            let strategy = strategy as? any OctetStrategy
        else { return nil }
        (location, self.field, self.strategy) = (locations[0], field, strategy)
        isUnknownToCaches = location.isUnknownToCaches
    }

    /// Finds the token and decides, on the caller's own thread.
    func verdict(on request: Request, at now: () -> Date) throws(Refusal) -> Verdict {
        let fields = request.headers
        guard let index = try place(in: fields) else { return .noToken }
        return try fields[index].withUnsafeBytesOfValue { value throws(Refusal) in
            guard let place = try place(in: value.span) else { return .noToken }
            return try judge(value.span.extracting(place), at: now())
        }
    }

    private func place(in fields: HTTPFields) throws(Refusal) -> HTTPFields.Index? {
        do throws(TokenFault) { return try field.place(in: fields) } catch { throw .place(error) }
    }

    private func place(in value: Span<UInt8>) throws(Refusal) -> Range<Int>? {
        do throws(TokenFault) { return try field.token(in: value) } catch { throw .place(error) }
    }

    private func judge(_ octets: Span<UInt8>, at now: Date) throws(Refusal) -> Verdict {
        do throws(TokenError) {
            return try strategy.decide(octets: octets, at: now).map { .accepted($0) } ?? .undecided
        } catch {
            throw .token(error)
        }
    }
}
