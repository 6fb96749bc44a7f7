/// How a connection to Redis is made and what is asked of it at most.
public struct RedisOptions: Sendable {
    /// What of the server's certificate is checked.
    public enum Verification: String, Sendable, CaseIterable {
        /// That it comes from an authority that is trusted, and is for the host of the URL.
        case full
        /// That it comes from an authority that is trusted; it may be for another host.
        ///
        /// For authorities of one's own alone: anybody can get a certificate from the public ones.
        case certificate
    }

    /// What of the server's certificate is checked, with TLS.
    public var verification = Verification.full
    /// A PEM file of the authorities to trust; `nil` for those of the system.
    public var trustedCertificatesFile: String?
    /// A PEM file of the certificate to present, for servers that ask for one; Redis does unless it is told not to.
    public var certificateFile: String?
    /// The PEM file of its private key.
    public var certificateKeyFile: String?
    /// The longest that making a connection may take.
    public var connectTimeout = Duration.seconds(2)
    /// The longest that a command may wait for its answer; then the connection is given up.
    public var commandTimeout = Duration.seconds(1)
    /// The most commands that may wait for their answers at once; one more fails at once.
    public var commandsInFlight = 4096
    /// The time without a word after which the connection is tried.
    public var idleCheck = Duration.seconds(10)
    /// The shortest and the longest wait before a connection is tried again; it doubles from one to the other.
    public var reconnectDelay = Duration.milliseconds(50)...Duration.seconds(2)
    /// What every key and channel begins with; installations that share a database of Redis need different ones.
    public var prefix = "latchkey"
    /// A connection that ends sooner was never a good one: it is not tried again at once.
    var probation = Duration.seconds(1)

    /// The defaults; set what differs.
    public init() {}
}
