import LatchkeyAccounts
import LatchkeyTokens

/// How much a request asks for, and how much of it can be granted: never more than a grant is worth.
struct RightsRequest: Sendable {
    private let scope: Scope?
    private let audience: String?

    /// Reads `scope`, and `resource` (RFC 8707) or `audience`, as others call it.
    init(_ request: OAuthRequest) throws(OAuthError) {
        scope = try request["scope"].map { (text) throws(OAuthError) in
            guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
                throw OAuthError(.invalidScope, "The scope has characters that no scope has.")
            }
            return Scope(text)
        }
        let audiences = ["resource", "audience"].compactMap { request[$0] }
        guard audiences.count < 2 || audiences[0].utf8.elementsEqual(audiences[1].utf8) else {
            throw OAuthError(.invalidTarget, "The parameters resource and audience differ.")
        }
        audience = audiences.first
    }

    /// What is granted: everything where nothing is asked for, else exactly what is asked for.
    ///
    /// - Throws: ``OAuthError/Code/invalidScope`` or ``OAuthError/Code/invalidTarget`` for more than there is.
    func narrowed(from proof: GrantProof, issuerAudience: [String]) throws(OAuthError) -> ClientRights {
        if let scope, !proof.scope.isSuperset(of: scope) {
            throw OAuthError(.invalidScope, "The scope is more than can be granted.")
        }
        let audience = try audience.map { (wanted) throws(OAuthError) in
            let possible = proof.audience ?? issuerAudience
            guard possible.contains(where: { $0.utf8.elementsEqual(wanted.utf8) }) else {
                throw OAuthError(.invalidTarget, "No token for this audience can be granted.")
            }
            return [wanted]
        }
        return ClientRights(scope: scope ?? proof.scope, audience: audience ?? proof.audience)
    }
}
