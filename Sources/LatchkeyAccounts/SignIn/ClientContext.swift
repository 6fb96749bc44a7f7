/// Who is asking: the client software, from where, and what it calls itself.
public struct ClientContext: Sendable {
    /// The client (`client_id`); `latchkey` for own pages and `/api`.
    public let clientID: String
    /// The network address, as far as it can be trusted.
    public let address: String?
    /// The `User-Agent`, cut to 256 octets.
    public let device: String?

    /// Describes a client.
    public init(clientID: String = "latchkey", address: String?, device: String?) {
        self.clientID = clientID
        self.address = address
        self.device = device.map { String(Substring($0.utf8.prefix(256))) }
    }
}
