import Crypto
public import FoundationEssentials
public import LatchkeyJOSE

/// A signing key for each account, so that changing one number logs one account out.
///
/// The key is HKDF-SHA-256 (RFC 5869) of the master key, the account and the version of its key: nothing is stored but
/// that version. Tokens are HS256, their `kid` is the version.
///
/// ```swift
/// let keys = AccountKeys(masterKey)
/// let issuer = try keys.issuer(
///     for: "ada", version: ada.keyVersion, issuer: "https://id.example", audience: ["shop"])
/// let strategy = keys.resolver(issuer: "https://id.example", audience: "shop") { account in
///     try await accounts.keyVersion(of: account)
/// }
/// router.add(middleware: TokenAuthenticator(strategy))
/// ```
public struct AccountKeys: Sendable {
    private let key: SymmetricKey

    /// Derives the accounts' keys from a master key.
    public init(_ masterKey: MasterKey) {
        key = SymmetricKey(data: masterKey.derive(.accountKeys))
    }

    /// The key of one version for one account: 256 bits for HS256.
    ///
    /// - Throws: ``JWTError``, never for a key of this size.
    public func key(for account: String, version: Int64) throws(JWTError) -> JWK {
        let derived = HKDF<SHA256>.expand(
            pseudoRandomKey: key,
            info: framed(account, String(version)),
            outputByteCount: 32
        )
        var jwk = try JWK(hmacSecret: derived.withUnsafeBytes { Array($0) }, algorithm: .hs256)
        jwk.keyID = String(version)
        return jwk
    }

    /// Signs tokens of one account; grants for any other subject are signed with a key that does not verify.
    ///
    /// - Parameters:
    ///   - account: the `sub` of every grant.
    ///   - version: the current version of the account's key.
    ///   - issuer: the `iss` of every token.
    ///   - audience: the `aud`.
    ///   - lifetime: seconds.
    /// - Returns: an issuer for this account.
    /// - Throws: ``JWTError``, never for a key of this size.
    public func issuer(
        for account: String,
        version: Int64,
        issuer: String,
        audience: [String],
        lifetime: TimeInterval = 900
    ) throws(JWTError) -> TokenIssuer {
        try TokenIssuer(
            key: key(for: account, version: version),
            issuer: issuer,
            audience: audience,
            lifetime: lifetime
        )
    }

    /// Verifies tokens of every account, each with its own key.
    ///
    /// - Parameters:
    ///   - issuer: the exact `iss`.
    ///   - audience: the value that `aud` must hold.
    ///   - kinds: what the tokens may be for.
    ///   - leeway: seconds of clock difference to forgive.
    ///   - revocations: a list to ask besides.
    ///   - lifetime: seconds for which a version is kept, hence how late a raised one is noticed by a process that is not
    ///     told to ``TokenResolver/forget(where:)``; 0 asks for every request.
    ///   - failed: told why a version could not be had, for the log; the client gets 503.
    ///   - version: the current version of an account's key; `nil` for an unknown account. The name is unverified.
    /// - Returns: the strategy for `TokenAuthenticator`.
    public func resolver(
        issuer: String,
        audience: String,
        kinds: Set<TokenKind> = [.access],
        leeway: TimeInterval = 0,
        revocations: RevocationList? = nil,
        keptFor lifetime: TimeInterval = 0,
        failed: @escaping @Sendable (any Error) -> Void = { _ in },
        version: @escaping @Sendable (_ account: String) async throws -> Int64?
    ) -> TokenResolver {
        TokenResolver(by: [.subject], keptFor: lifetime, failed: failed) { clues in
            guard let account = clues.subject, let version = try await version(account) else { return nil }
            return TokenVerifier(
                keys: FixedKeys(JWKSet([try key(for: account, version: version)])),
                algorithms: [.hs256],
                issuer: issuer,
                audience: audience,
                kinds: kinds,
                leeway: leeway,
                revocations: revocations,
                // A verifier that serves one request has nothing to remember.
                cacheCapacity: lifetime > 0 ? 16 : 0
            )
        }
    }
}
