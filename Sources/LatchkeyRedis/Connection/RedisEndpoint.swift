import NIOCore
import NIOSSL

/// A server with everything that is needed to connect to it, prepared once.
struct RedisEndpoint: Sendable {
    let server: RedisServer
    let options: RedisOptions
    private let tls: NIOSSLContext?

    /// Prepares to connect.
    ///
    /// - Throws: ``RedisError/unusableCertificate(file:)``.
    init(_ server: RedisServer, _ options: RedisOptions) throws(RedisError) {
        (self.server, self.options) = (server, options)
        tls = server.usesTLS ? try Self.context(options) : nil
    }

    var name: String { server.name }

    /// What encrypts a connection; `nil` where nothing does.
    func tlsHandler() throws -> NIOSSLClientHandler? {
        guard let tls else { return nil }
        // A certificate for an address is checked against the address of the connection.
        let isAddress = (try? SocketAddress(ipAddress: server.host, port: 0)) != nil
        return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : server.host)
    }

    private static func context(_ options: RedisOptions) throws(RedisError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if options.verification == .certificate {
            configuration.certificateVerification = .noHostnameVerification
        }
        if let file = options.trustedCertificatesFile { configuration.trustRoots = .file(file) }
        do {
            if let file = options.certificateFile {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(file)
                    .map { .certificate($0) }
            }
        } catch {
            throw .unusableCertificate(file: options.certificateFile ?? "")
        }
        do {
            if let file = options.certificateKeyFile {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: file, format: .pem))
            }
        } catch {
            throw .unusableCertificate(file: options.certificateKeyFile ?? "")
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .unusableCertificate(
                file: options.trustedCertificatesFile ?? options.certificateFile
                    ?? "The system's certificates"
            )
        }
    }
}

extension Duration {
    /// The same as NIO counts it.
    var timeAmount: TimeAmount {
        let (seconds, attoseconds) = components
        return .nanoseconds(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }
}
