public import LatchkeyTokens

/// A secret that the database holds encrypted under its master key.
public struct SealedSecret: Sendable, Equatable {
    /// The kinds of secrets; a list of all that is encrypted under a master key.
    public enum Kind: Sendable, CaseIterable {
        /// Signing keys.
        case signingKey
        /// The secrets of second factors.
        case factor
        /// Mails that wait to be sent.
        case mail
    }

    /// Which secret it is.
    public enum Name: Sendable, Equatable {
        /// The signing key of this `kid`.
        case signingKey(String)
        /// The second factor of an account.
        case factor(UUIDv7, of: UUIDv7)
        /// A mail.
        case mail(UUIDv7, OutgoingMail.Kind)
    }

    /// Which one.
    public let name: Name
    /// Its encrypted form.
    public var sealed: [UInt8]

    /// Puts a record together.
    public init(_ name: Name, sealed: [UInt8]) {
        self.name = name
        self.sealed = sealed
    }
}

/// Which master key a database belongs to, and everything that is encrypted under it.
public protocol MasterKeyStore {
    /// What the database keeps of its master key; `nil` when it belongs to none yet.
    ///
    /// In a transaction that writes, nobody else changes it before that ends.
    func binding() throws -> MasterKeyBinding?

    /// Gives the database another master key; whoever follows the key ring looks again.
    func rebind(to binding: MasterKeyBinding) throws

    /// Secrets of a kind, in a fixed order.
    ///
    /// - Parameters:
    ///   - kind: which.
    ///   - last: the one after which to begin; `nil` for the first page.
    ///   - limit: the size of the page.
    /// - Returns: at most `limit` secrets.
    /// - Throws: what the back end throws.
    func secrets(_ kind: SealedSecret.Kind, after last: SealedSecret?, limit: Int) throws -> [SealedSecret]

    /// Writes the encrypted form of a secret.
    func replace(_ secret: SealedSecret) throws
}
