public import FoundationEssentials
import NIOCore
import NIOSSL
import Synchronization

/// The server's certificate and its private key, from two files that may change while the server runs.
///
/// Every handshake takes what was read last. A pair that cannot be used is refused as a whole: the one before goes on.
///
/// ```swift
/// let certificate = try ServerCertificate(certificateFile: "fullchain.pem", keyFile: "privkey.pem")
/// let changed = try certificate.reload()
/// ```
public final class ServerCertificate: Sendable {
    private struct Pair: Sendable {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
        /// What the files looked like when they were read.
        let marks: [FileMark]
        let octets: [[UInt8]]
    }

    private let certificateFile: String
    private let keyFile: String
    private let pair: Mutex<Pair>

    /// Reads the pair.
    ///
    /// - Throws: ``ConfigurationError``, one sentence that names the file and what is wrong with it.
    public init(certificateFile: String, keyFile: String) throws(ConfigurationError) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        pair = Mutex(try Self.read(certificateFile, keyFile))
    }

    /// When the certificate ends.
    public var expiresAt: Date {
        let seconds = pair.withLock { $0.chain.first?.notValidAfter ?? 0 }
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// Whether a file looks different from when it was read.
    var hasChanged: Bool {
        let marks = pair.withLock { $0.marks }
        return marks != [certificateFile, keyFile].map(FileMark.init)
    }

    /// Reads both files again, for handshakes from now on.
    ///
    /// - Returns: whether they hold another pair than before.
    /// - Throws: ``ConfigurationError`` when they cannot be used; the pair before stays.
    public func reload() throws(ConfigurationError) -> Bool {
        let new = try Self.read(certificateFile, keyFile)
        return pair.withLock { pair in
            defer { pair = new }
            return pair.octets != new.octets
        }
    }

    /// What a server speaks with this certificate: TLS 1.2 at least.
    func configuration() -> TLSConfiguration {
        var configuration = pair.withLock { pair in
            TLSConfiguration.makeServerConfiguration(
                certificateChain: pair.chain.map { .certificate($0) },
                privateKey: .privateKey(pair.key)
            )
        }
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = { [weak self] _, promise in
            promise.succeed(self?.override ?? .noChanges)
        }
        return configuration
    }

    private var override: NIOSSLContextConfigurationOverride {
        pair.withLock { pair in
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = pair.chain.map { .certificate($0) }
            override.privateKey = .privateKey(pair.key)
            return override
        }
    }

    // MARK: Reading

    private static func read(_ certificateFile: String, _ keyFile: String) throws(ConfigurationError) -> Pair
    {
        // Before the files themselves: what changes in between is read again.
        let marks = [certificateFile, keyFile].map(FileMark.init)
        let certificateText = try octets("tls.certificate", certificateFile)
        let keyText = try octets("tls.key", keyFile)
        if let fault = SecretFile.named(keyFile).fault("tls.key: \(keyFile)") { throw fault }
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(certificateText)
        } catch {
            throw ConfigurationError("tls.certificate: \(certificateFile) holds no certificate in PEM")
        }
        guard let leaf = chain.first else {
            throw ConfigurationError("tls.certificate: \(certificateFile) holds no certificate in PEM")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(bytes: keyText, format: .pem)
        } catch {
            throw ConfigurationError(
                "tls.key: \(keyFile) holds no private key in PEM, or one that a passphrase protects"
            )
        }
        try match(leaf, certificateFile, key, keyFile)
        return Pair(chain: chain, key: key, marks: marks, octets: [certificateText, keyText])
    }

    private static func match(
        _ leaf: NIOSSLCertificate,
        _ certificateFile: String,
        _ key: NIOSSLPrivateKey,
        _ keyFile: String
    ) throws(ConfigurationError) {
        do {
            // BoringSSL compares the two, and takes no pair that does not belong together.
            _ = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: [.certificate(leaf)],
                    privateKey: .privateKey(key)
                )
            )
        } catch {
            throw ConfigurationError(
                "tls.key: \(keyFile) is not the key of the first certificate in \(certificateFile); the server's own "
                    + "certificate comes first, those above it follow"
            )
        }
    }

    private static func octets(_ name: String, _ path: String) throws(ConfigurationError) -> [UInt8] {
        guard let octets = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError("\(name): \(path) cannot be read; check the path and its permissions")
        }
        return Array(octets)
    }
}
