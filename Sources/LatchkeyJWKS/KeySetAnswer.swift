import LatchkeyJOSE

/// A usable answer of the issuer.
struct KeySetAnswer: Sendable {
    /// A key set and the octets it was read from.
    struct Content: Sendable {
        let octets: [UInt8]
        let keys: JWKSet

        /// Reads a JWK Set and keeps its public keys.
        ///
        /// A key that stands on the web with its private or symmetric part can be anybody's, so it is left out.
        init(octets: [UInt8]) throws(RemoteJWKSError) {
            self.octets = octets
            do {
                keys = JWKSet(try JWKSet(json: octets).keys.filter { !$0.isPrivate })
            } catch {
                throw .keySetInvalid(error)
            }
        }
    }

    /// The key set; `nil` when the one in use is confirmed (304).
    let content: Content?
    /// The entity tag of the set.
    let entityTag: String?
    /// How long the issuer says the answer is fresh.
    let freshness: Duration?
}
