import FoundationEssentials
import LatchkeyJOSE

/// A verifier for each kind of token, over the keys of one generation.
struct KindVerifiers: Sendable {
    let generation: UInt64
    private let typing: TokenProfile.Typing
    private let verifiers: [(kind: TokenKind, verifier: JWTVerifier)]

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
            case .explicit: ordered.map { ($0, prepare(.exactly($0.type))) }
            case .untyped: [(.access, prepare(.unchecked))]
            }
    }

    func verify(_ token: String, at now: Date) throws(JWTError) -> AccessToken {
        var mismatch = JWTError.typeMismatch(expected: "", found: nil)
        for (kind, verifier) in verifiers {
            do throws(JWTError) {
                let jwt = try verifier.verify(token, at: now)
                try checkUntyped(jwt.header)
                return try AccessToken(jwt, kind: kind)
            } catch {
                // Only a wrong type may be the business of the next verifier.
                guard case .typeMismatch = error else { throw error }
                mismatch = error
            }
        }
        throw mismatch
    }

    /// Where kinds are not said, a token that says one is of another issuer's making.
    private func checkUntyped(_ header: JWSHeader) throws(JWTError) {
        guard typing == .untyped, let type = header.type else { return }
        guard TokenKind.custom(type) == .custom("JWT") else {
            throw .typeMismatch(expected: "JWT", found: type)
        }
    }
}
