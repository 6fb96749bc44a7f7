public import FoundationEssentials
import LatchkeyTokens

/// The digests of a client's secret and, for a while after a rotation, of the one before.
///
/// A secret is 256 random bits, which nobody guesses however fast the hash is: SHA-256 is enough, and argon2, made for
/// what people think up, would only make every request of a client slow.
public struct ClientSecrets: Sendable, Equatable {
    /// SHA-256 of the current secret.
    public let current: [UInt8]
    /// SHA-256 of the secret before it; `nil` when there is none.
    public let previous: [UInt8]?
    /// Until when the one before is accepted.
    public let previousEndsAt: Date?

    /// Collects digests as the storage holds them.
    public init(current: [UInt8], previous: [UInt8]? = nil, previousEndsAt: Date? = nil) {
        self.current = current
        self.previous = previous
        self.previousEndsAt = previousEndsAt
    }

    /// A new secret that follows this one, which is accepted for `overlap` seconds more.
    func rotated(overlap: TimeInterval, at now: Date) -> (secrets: ClientSecrets, text: String) {
        let secret = OpaqueToken(.clientSecret)
        let secrets = ClientSecrets(
            current: secret.digest,
            previous: overlap > 0 ? current : nil,
            previousEndsAt: overlap > 0 ? now + overlap : nil
        )
        return (secrets, secret.text)
    }

    /// A first secret.
    static func make() -> (secrets: ClientSecrets, text: String) {
        let secret = OpaqueToken(.clientSecret)
        return (ClientSecrets(current: secret.digest), secret.text)
    }

    /// Whether a text is one of the secrets of `secrets`, in the same time whoever asks and whatever is presented.
    static func isMatch(_ text: String, _ secrets: ClientSecrets?, at now: Date) -> Bool {
        let digest = OpaqueToken(.clientSecret, reading: text)?.digest
        let presented = digest ?? noDigest
        let isCurrent = hasSameOctets(presented, secrets?.current ?? noDigest)
        let isPrevious = hasSameOctets(presented, secrets?.previous ?? noDigest)
        let lives = secrets?.previousEndsAt.map { now < $0 } ?? false
        return digest != nil && secrets != nil && (isCurrent || (isPrevious && lives))
    }

    private static let noDigest = [UInt8](repeating: 0, count: 32)

    private static func hasSameOctets(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
