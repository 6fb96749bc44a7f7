public import FoundationEssentials

/// A rule of the caller's own about the claims of a token, which runs after all others have passed.
///
/// It is given to ``JWTVerifier/checking(_:)-(ClaimCheck)``. A rule that is one closure needs no type, there is a method of
/// the same name for it; one with settings of its own, or one that several verifiers share, is a type:
///
/// ```swift
/// struct TenantCheck: ClaimCheck {
///     let tenant: String
///
///     func check(_ claims: JSONObject, at now: Date) throws(JWTError) {
///         guard try claims.string("tenant")?.utf8.elementsEqual(tenant.utf8) == true else {
///             throw .claimRefused(code: "tenant_mismatch", reason: "the tenant is another one")
///         }
///     }
/// }
/// ```
public protocol ClaimCheck: Sendable {
    /// Returns where the claims may pass.
    ///
    /// - Parameters:
    ///   - claims: the claims, their signature and all other rules checked.
    ///   - now: the moment that the token is checked for.
    /// - Throws: any ``JWTError``, which becomes the verdict on the token; ``JWTError/claimRefused(code:reason:)`` gives
    ///   it a code of its own.
    func check(_ claims: JSONObject, at now: Date) throws(JWTError)
}

/// A rule that is a closure.
struct ClosureClaimCheck: ClaimCheck {
    let body: @Sendable (JSONObject, Date) throws(JWTError) -> Void

    func check(_ claims: JSONObject, at now: Date) throws(JWTError) {
        try body(claims, now)
    }
}

/// A rule about claims that have been read as a type.
struct TypedClaimCheck<Custom: Decodable>: ClaimCheck {
    let body: @Sendable (Custom, Date) throws(JWTError) -> Void

    func check(_ claims: JSONObject, at now: Date) throws(JWTError) {
        try body(try ClaimsDecoder.decode(Custom.self, from: claims), now)
    }
}
