public import LatchkeyJOSE

extension RemoteJWKS {
    /// Fetches a key set once, for a tool that asks and is done.
    ///
    /// The bounds are those of ``RemoteJWKS``: https, no redirects, limited time and size, public keys only.
    ///
    /// - Parameters:
    ///   - url: the address of the JWK Set.
    ///   - timeout: the longest the fetch may take.
    ///   - sizeLimit: the longest answer in octets.
    /// - Returns: the keys of the set that are public and can be used.
    /// - Throws: what went wrong.
    public static func fetch(
        _ url: String,
        timeout: Duration = .seconds(5),
        sizeLimit: Int = 1024 * 1024
    ) async throws(RemoteJWKSError) -> JWKSet {
        let request = try KeySetRequest(url: url, timeout: timeout, sizeLimit: sizeLimit)
        // Nothing was named that could be unchanged, so an answer has content.
        return try await request.answer(ifNoneMatch: nil).content?.keys ?? JWKSet([])
    }
}
