public import Hummingbird
public import LatchkeyHummingbird
public import LatchkeyTokens
public import NIOCore

/// The request context of the standalone server: who asks, and from where.
public struct LatchkeyRequestContext: TokenRequestContext, RemoteAddressRequestContext {
    /// What Hummingbird itself keeps.
    public var coreContext: CoreRequestContextStorage
    /// The verified token; `nil` when none came.
    public var token: AccessToken?
    /// The client's address: the peer's, or what trusted proxies say.
    public internal(set) var remoteAddress: SocketAddress?

    /// Takes the peer's address from the connection.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }

    /// The most octets of a body, as everywhere in the API.
    public var maxUploadSize: Int { RequestBody.limit }
}
