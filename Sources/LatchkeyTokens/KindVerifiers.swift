import FoundationEssentials
import LatchkeyJOSE

/// A verifier for each kind of token, over the keys of one generation.
///
/// A class, so that whoever looks at it counts one reference instead of one for everything a verifier is made of.
final class KindVerifiers: Sendable {
    private final class KindVerifier: Sendable {
        let kind: TokenKind
        let verifier: JWTVerifier

        init(_ kind: TokenKind, _ verifier: JWTVerifier) { (self.kind, self.verifier) = (kind, verifier) }
    }

    let generation: UInt64
    private let typing: TokenProfile.Typing
    private let verifiers: [KindVerifier]

    init(
        _ snapshot: KeySnapshot,
        kinds: Set<TokenKind>,
        profile: TokenProfile,
        prepare: (TypeExpectation) -> JWTVerifier
    ) {
        generation = snapshot.generation
        typing = profile.typing
        // Access tokens first: they are nearly all that comes.
        let ordered = kinds.sorted { ($0 == .access ? "" : $0.type) < ($1 == .access ? "" : $1.type) }
        verifiers =
            switch profile.typing {
            case .explicit: ordered.map { KindVerifier($0, prepare(.exactly($0.type))) }
            case .untyped: [KindVerifier(.access, prepare(.unchecked))]
            }
    }

    func verify(octets token: Span<UInt8>, at now: Date) throws(JWTError) -> AccessToken {
        var mismatch = JWTError.typeMismatch(expected: "", found: nil)
        for candidate in verifiers {
            do throws(JWTError) {
                let jwt = try candidate.verifier.accept(octets: token, at: now)
                if typing == .untyped { try Self.checkUntyped(jwt.header) }
                return try AccessToken(jwt, kind: candidate.kind, typing: typing)
            } catch {
                // Only a wrong type may be the business of the next verifier.
                guard case .typeMismatch = error else { throw error }
                mismatch = error
            }
        }
        throw mismatch
    }

    /// Where kinds are not said, a token that says one is of another issuer's making.
    private static func checkUntyped(_ header: JWSHeader) throws(JWTError) {
        guard let type = header.type else { return }
        guard TokenKind.custom(type) == .custom("JWT") else {
            throw .typeMismatch(expected: "JWT", found: type)
        }
    }
}
