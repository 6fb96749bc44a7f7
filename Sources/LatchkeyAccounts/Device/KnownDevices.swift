import FoundationEssentials
import LatchkeyTokens

/// Recognises the devices that people sign in on, and remembers them.
struct KnownDevices: Sendable {
    /// What is known of a client that has just signed in.
    struct Recognition: Sendable {
        /// What its cookie is to hold; `nil` for a client that keeps none.
        let token: String?
        /// What is kept of that token.
        let digest: [UInt8]?
        /// Whether the account has not been used there before.
        let isNew: Bool
    }

    let digest: KeyedDigest

    /// Remembers the device of a client that has shown who it is.
    ///
    /// A token that this server has not made is never adopted.
    func remember(
        _ client: ClientContext,
        account: UUIDv7,
        in tx: any AccountTransaction
    ) throws -> Recognition {
        if let known = try KnownDevice.of(client, account: account, in: tx) {
            try touch(known, client, in: tx)
            return Recognition(token: client.deviceToken, digest: known.digest, isNew: false)
        }
        let fingerprint = fingerprint(of: client)
        let alike = try tx.devices.devices(of: account).first {
            $0.fingerprint == fingerprint && tx.now < $0.expiresAt
        }
        // Without a cookie every login would be a device of its own.
        if let alike, !client.keepsCookies {
            try touch(alike, client, in: tx)
            return Recognition(token: nil, digest: nil, isNew: false)
        }
        let token = try foreignToken(of: client, in: tx) ?? KnownDevice.makeToken()
        try save(token, fingerprint, client, account: account, in: tx)
        return Recognition(
            token: client.keepsCookies ? token : nil,
            digest: client.keepsCookies ? KnownDevice.digest(of: token) : nil,
            isNew: alike == nil
        )
    }

    private func save(
        _ token: String,
        _ fingerprint: [UInt8],
        _ client: ClientContext,
        account: UUIDv7,
        in tx: any AccountTransaction
    ) throws {
        guard let digest = KnownDevice.digest(of: token) else { return }
        try tx.devices.save(
            KnownDevice(
                digest: digest,
                accountID: account,
                fingerprint: fingerprint,
                device: client.deviceName ?? client.device,
                createdAt: tx.now,
                lastSeenAt: tx.now,
                expiresAt: tx.now + KnownDevice.lifetime
            )
        )
        try tx.devices.trim(account, to: KnownDevice.limit)
    }

    private func touch(_ device: KnownDevice, _ client: ClientContext, in tx: any AccountTransaction) throws {
        var device = device
        device.device = client.deviceName ?? client.device ?? device.device
        device.lastSeenAt = tx.now
        device.expiresAt = tx.now + KnownDevice.lifetime
        try tx.devices.save(device)
    }

    /// The token of a browser that another account is known on.
    private func foreignToken(of client: ClientContext, in tx: any AccountTransaction) throws -> String? {
        guard let token = client.deviceToken, let digest = KnownDevice.digest(of: token),
            try tx.devices.isKnown(digest)
        else { return nil }
        return token
    }

    private func fingerprint(of client: ClientContext) -> [UInt8] {
        digest("device", client.clientID, client.address.map(AddressThrottle.network), client.device)
    }
}
