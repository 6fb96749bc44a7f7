import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import NIOCore

extension HTTPServerBuilder {
    /// How requests come in: HTTP/1 on a bare connection; with a certificate TLS, and HTTP/2 for clients that offer it.
    static func latchkey(_ certificate: ServerCertificate?) -> HTTPServerBuilder {
        let connection = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestHeadRules.Installer(), SlowClientDeadline()]
        )
        guard let certificate else { return .http1(configuration: connection) }
        return HTTPServerBuilder { responder in
            HandshakeDeadline(
                base: try HTTP2UpgradeChannel(
                    tlsConfiguration: certificate.configuration(),
                    configuration: HTTP2ChannelConfiguration(
                        idleTimeout: .seconds(60),
                        gracefulCloseTimeout: .seconds(10),
                        streamConfiguration: connection
                    ),
                    responder: responder
                )
            )
        }
    }
}
