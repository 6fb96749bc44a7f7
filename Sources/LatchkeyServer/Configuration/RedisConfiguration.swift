public import Foundation
public import LatchkeyAccounts

/// Whether nodes share what they count through Redis, and how it is reached; whoever runs the server makes a client of it.
public struct RedisConfiguration: Sendable {
    /// What of the server's certificate is checked.
    public enum Verification: String, Sendable, CaseIterable {
        /// That it comes from an authority that is trusted, and is for the host of the URL.
        case full
        /// That it comes from an authority that is trusted; it may be for another host.
        case certificate
    }

    /// Its address, with user and password where it asks for them; secret.
    ///
    /// `nil` to share nothing through it.
    public var url: String?
    /// What becomes of limited attempts while it cannot be reached.
    public var onFailure = SharedLimitsFailure.open
    /// What every key and channel begins with.
    public var prefix = "latchkey"
    /// The longest that an answer may take, in seconds.
    public var timeout: TimeInterval = 1
    /// A PEM file of the authorities that its certificate may come from; `nil` for those of the system.
    public var certificatesFile: String?
    /// What of its certificate is checked.
    public var verification = Verification.full
    /// A PEM file of the certificate to present to it; `nil` for none.
    public var certificateFile: String?
    /// The PEM file of that certificate's private key.
    public var certificateKeyFile: String?

    /// The defaults; set what differs.
    public init() {}
}

extension RedisConfiguration: CustomStringConvertible {
    /// Whether there is one: its URL may hold a password.
    public var description: String { "RedisConfiguration(\(url == nil ? "none" : "configured"))" }
}
