import AsyncHTTPClient
import FoundationEssentials

/// What every address of an issuer has to be, and the one client that asks there.
enum IssuerAddress {
    /// One client for a process: no redirects, no decompression, no cookies, no retries of its own.
    static let client = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            decompression: .disabled
        )
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Whether it is https, or http on a loopback host, and carries no user name.
    static func isAcceptable(_ url: String) -> Bool {
        guard let parsed = URL(string: url), let host = parsed.host(), !host.isEmpty, parsed.user() == nil
        else { return false }
        switch parsed.scheme?.lowercased() {
        case "https": return true
        case "http": return isLoopback(host)
        default: return false
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
