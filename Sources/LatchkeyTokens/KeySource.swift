public import LatchkeyJOSE

/// Where a ``TokenVerifier`` takes its keys from: the server's own ring, a fixed set, or a remote key set.
///
/// Verification reads ``current`` on the request's own thread, without suspension; ``refresh(for:)`` is asked
/// only after a token named a key that the snapshot does not hold.
public protocol KeySource: Sendable {
    /// The keys to verify with now, with a generation that changes whenever they change.
    var current: KeySnapshot { get }

    /// The generation of ``current``, which every verification asks for; a source that can tell it sooner may.
    var generation: UInt64 { get }

    /// Tries to learn a key; returns when there is nothing more to learn for now.
    ///
    /// - Parameter keyID: the `kid` that no key had.
    func refresh(for keyID: String?) async
}

extension KeySource {
    /// The generation of ``current``.
    public var generation: UInt64 { current.generation }
}

/// The verification keys at one moment.
public struct KeySnapshot: Sendable {
    /// The keys; public ones, or the shared secret of an HMAC ring.
    public let keys: JWKSet
    /// A number that grows with every change of the keys.
    public let generation: UInt64

    /// Pairs a key set with its generation.
    public init(keys: JWKSet, generation: UInt64) {
        self.keys = keys
        self.generation = generation
    }
}

/// A key source that never changes.
///
/// ```swift
/// TokenVerifier(keys: FixedKeys(jwks), issuer: "https://id.example", audience: "shop")
/// ```
public struct FixedKeys: KeySource {
    /// The one snapshot there is.
    public let current: KeySnapshot
    /// Always the same.
    public var generation: UInt64 { 0 }

    /// Serves `keys` for ever.
    public init(_ keys: JWKSet) {
        current = KeySnapshot(keys: keys, generation: 0)
    }

    /// Learns nothing.
    public func refresh(for keyID: String?) async {}
}
