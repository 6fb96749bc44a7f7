public import LatchkeyTokens

/// Who is asking: the client software, from where, and what it calls itself.
public struct ClientContext: Sendable {
    /// The client (`client_id`); `latchkey` for own pages and `/api`.
    public let clientID: String
    /// The network address, as far as it can be trusted.
    public let address: String?
    /// The `User-Agent`, cut to 256 octets, without control and invisible characters.
    public let device: String?
    /// What the client says that the device is called; at most 100 characters, none of them a control or an
    /// invisible one.
    public let deviceName: String?
    /// The token of the device's cookie, as it came.
    public var deviceToken: String?
    /// Whether the client keeps cookies, so that the device can be known again.
    public var keepsCookies: Bool

    /// What its tokens may be used for; `nil` for own pages and `/api`.
    public let rights: ClientRights?

    /// Describes a client.
    public init(
        clientID: String = TokenGrant.ownClientID,
        address: String?,
        device: String?,
        deviceName: String? = nil,
        deviceToken: String? = nil,
        keepsCookies: Bool = false,
        rights: ClientRights? = nil
    ) {
        self.clientID = clientID
        self.rights = rights
        self.address = address
        // Nobody is kept from signing in by what their device says of itself: what could deceive is left out.
        self.device = device.map { PlainText.of(String(Substring($0.utf8.prefix(256)))) }
        self.deviceName = deviceName.flatMap(Self.plain)
        self.deviceToken = deviceToken
        self.keepsCookies = keepsCookies
    }

    private static func plain(_ name: String) -> String? {
        let text = PlainText.of(
            String(String.UnicodeScalarView(PlainText.of(name).unicodeScalars.prefix(100)))
        )
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }
}
