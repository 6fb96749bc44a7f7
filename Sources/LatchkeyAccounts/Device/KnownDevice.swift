import Crypto
public import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// A device on which somebody has signed in to an account before.
///
/// Nobody else's failures slow down a login from it, and no notice is sent when it signs in again.
public struct KnownDevice: Sendable, Equatable {
    /// SHA-256 of the token in the device's cookie.
    public let digest: [UInt8]
    /// The account it is known to; one device may be known to several.
    public let accountID: UUIDv7
    /// Keyed digest of network and software, for a client that keeps no cookies.
    public let fingerprint: [UInt8]
    /// What it calls itself.
    public var device: String?
    /// When it signed in first.
    public let createdAt: Date
    /// When it signed in last.
    public var lastSeenAt: Date
    /// When it is forgotten.
    public var expiresAt: Date

    /// Makes a device as the storage holds it.
    public init(
        digest: [UInt8],
        accountID: UUIDv7,
        fingerprint: [UInt8],
        device: String?,
        createdAt: Date,
        lastSeenAt: Date,
        expiresAt: Date
    ) {
        self.digest = digest
        self.accountID = accountID
        self.fingerprint = fingerprint
        self.device = device
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
    }

    /// Seconds for which a device is known after it signed in last.
    public static let lifetime: TimeInterval = 180 * 86_400
    /// How many devices an account knows; the one that was not seen the longest goes first.
    public static let limit = 20

    /// The device that a client's cookie says it is, when this account knows it.
    static func of(
        _ client: ClientContext,
        account: UUIDv7,
        in tx: any AccountTransaction
    ) throws -> KnownDevice? {
        guard let token = client.deviceToken, let digest = digest(of: token),
            let device = try tx.devices.device(digest, of: account), tx.now < device.expiresAt
        else { return nil }
        return device
    }

    /// What is kept of a device's token; `nil` for what is none.
    static func digest(of token: String) -> [UInt8]? {
        guard Base64URL.decode(token)?.count == 32 else { return nil }
        return Array(SHA256.hash(data: Array("latchkey device ".utf8) + Array(token.utf8)))
    }

    /// A new random token.
    static func makeToken() -> String {
        Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }
}

/// Devices that accounts are known to be used on.
public protocol KnownDeviceStore {
    /// The device of an account, forgotten or not.
    func device(_ digest: [UInt8], of account: UUIDv7) throws -> KnownDevice?
    /// The devices of an account, the one seen last first.
    func devices(of account: UUIDv7) throws -> [KnownDevice]
    /// Whether any account knows a device with this digest.
    func isKnown(_ digest: [UInt8]) throws -> Bool
    /// Adds a device, or replaces what is kept of it.
    ///
    /// - Throws: ``AccountError/accountNotFound``; a back end may leave that to the end of the transaction.
    func save(_ device: KnownDevice) throws
    /// Removes the devices of an account but those `limit` that were seen last.
    func trim(_ account: UUIDv7, to limit: Int) throws
    /// Removes the devices that are forgotten.
    func removeExpired(at now: Date) throws
}
