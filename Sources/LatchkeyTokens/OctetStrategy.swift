package import FoundationEssentials

/// A strategy that decides on the octets of a token where they stand, such as in a header field.
package protocol OctetStrategy: TokenStrategy {
    /// Decides as ``TokenStrategy/decide(_:at:)`` does, without a string.
    func decide(octets: Span<UInt8>, at now: Date) throws(TokenError) -> AccessToken?
}
