public import Logging
public import ServiceLifecycle

/// Reads the server's certificate again when its files change, until the service group shuts down.
public struct CertificateReloading: Service, CustomStringConvertible {
    private let certificate: ServerCertificate
    private let interval: Duration
    private let logger: Logger

    /// Watches the files of a certificate.
    ///
    /// - Parameters:
    ///   - certificate: what is read again.
    ///   - interval: the time between two looks.
    ///   - logger: told of every new certificate, and of files that cannot be used.
    public init(certificate: ServerCertificate, interval: Duration = .seconds(5), logger: Logger) {
        (self.certificate, self.interval, self.logger) = (certificate, interval, logger)
    }

    /// The name alone, as logs show services.
    public var description: String { "CertificateReloading" }

    /// Looks at the files until the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var reason: String?
            while !Task.isCancelled {
                if certificate.hasChanged {
                    let new = reload(silentAbout: reason)
                    reason = new
                }
                try? await Task.sleep(for: interval)
            }
        }
    }

    /// Reads the files now, and says in the log what came of it.
    ///
    /// - Parameter reason: what was said last time, which is not repeated.
    /// - Returns: why the files cannot be used; `nil` when they can.
    @discardableResult
    public func reload(silentAbout reason: String? = nil) -> String? {
        do throws(ConfigurationError) {
            if try certificate.reload() {
                logger.notice("certificate read", metadata: ["expires": "\(certificate.expiresAt)"])
            }
            return nil
        } catch {
            // The two files change one after the other; half of a new pair lasts a moment only.
            if error.description != reason {
                logger.error("the certificate stays as it was", metadata: ["reason": "\(error.description)"])
            }
            return error.description
        }
    }
}
