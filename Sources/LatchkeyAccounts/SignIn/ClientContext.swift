/// Who is asking: the client software, from where, and what it calls itself.
public struct ClientContext: Sendable {
    /// The client (`client_id`); `latchkey` for own pages and `/api`.
    public let clientID: String
    /// The network address, as far as it can be trusted.
    public let address: String?
    /// The `User-Agent`, cut to 256 octets.
    public let device: String?

    /// What its tokens may be used for; `nil` for own pages and `/api`.
    public let rights: ClientRights?

    /// Describes a client.
    public init(
        clientID: String = "latchkey",
        address: String?,
        device: String?,
        rights: ClientRights? = nil
    ) {
        self.clientID = clientID
        self.rights = rights
        self.address = address
        self.device = device.map { String(Substring($0.utf8.prefix(256))) }
    }
}
