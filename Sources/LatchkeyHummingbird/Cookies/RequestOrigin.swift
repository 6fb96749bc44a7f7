import FoundationEssentials
import HTTPTypes
package import Hummingbird

/// Tells requests of this origin's own pages from those that other pages cause.
///
/// `Sec-Fetch-Site` decides where the browser sends it: `cross-site` and `same-site` are refused, unless `Origin` is
/// among the trusted. Without it `Origin` must be this server's. `Origin: null` is always refused. Without either
/// nothing is known. Pages can set neither field themselves (Fetch §2.2.2).
package struct RequestOrigin: Sendable {
    /// What the two fields tell.
    package enum Verdict: Sendable, Equatable {
        /// A page of this origin, or of a trusted one, caused the request.
        case own
        /// The fields say nothing.
        case unknown
        /// Another page caused the request, or the fields are broken; the reason is for the log.
        case foreign(String)
    }

    private enum Own: Sendable {
        /// One origin, as browsers write it.
        case fixed(String?)
        /// The authority that the request was sent to, over https, or over http on loopback.
        case requested
    }

    private let own: Own
    private let trusted: [String]
    private let acceptsAnyLoopbackName: Bool

    /// Compares with the origin of a URL.
    ///
    /// - Parameters:
    ///   - issuer: the URL whose origin the pages have.
    ///   - trusted: further origins, as browsers write them.
    ///   - acceptsAnyLoopbackName: over plain http on loopback, the same server answers to `localhost`, `127.0.0.1` and
    ///     `[::1]`; its origin is then the one that the request was sent to.
    package init(issuer: String, trusted: [String] = [], acceptsAnyLoopbackName: Bool) {
        own = .fixed(Self.origin(of: issuer))
        self.trusted = trusted
        self.acceptsAnyLoopbackName = acceptsAnyLoopbackName
    }

    /// Compares with the authority that each request was sent to.
    ///
    /// A page cannot make a browser send its cookies for one authority and name another.
    ///
    /// - Parameter trusted: further origins, as browsers write them.
    package init(trusted: [String] = []) {
        own = .requested
        self.trusted = trusted
        acceptsAnyLoopbackName = true
    }

    /// Whether the request may change anything, as far as these two header fields tell.
    package func allows(_ request: Request) -> Bool {
        if case .foreign = verdict(on: request) { false } else { true }
    }

    /// What the two header fields of a request tell.
    package func verdict(on request: Request) -> Verdict {
        let origins = request.headers[values: .origin]
        guard origins.count <= 1 else { return .foreign("two Origin fields") }
        guard origins.first != "null" else { return .foreign("Origin: null") }
        let sites = request.headers[values: Self.secFetchSite]
        guard sites.count <= 1 else { return .foreign("two Sec-Fetch-Site fields") }
        switch sites.first {
        case "same-origin": return .own
        // "none": the person, not a page, caused it, by reloading or restoring an answer.
        case nil, "none":
            guard let origin = origins.first else { return .unknown }
            return isOwn(origin, of: request) || isTrusted(origin) ? .own : .foreign("another Origin")
        case "same-site", "cross-site":
            return origins.first.map(isTrusted) == true ? .own : .foreign("another site")
        default: return .foreign("unknown Sec-Fetch-Site")
        }
    }

    private static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin

    private func isTrusted(_ origin: String) -> Bool {
        trusted.contains { $0.utf8.elementsEqual(origin.utf8) }
    }

    private func isOwn(_ origin: String, of request: Request) -> Bool {
        switch own {
        case .fixed(let text?) where origin.utf8.elementsEqual(text.utf8): return true
        case .requested:
            if let authority = request.head.authority, origin.utf8.elementsEqual("https://\(authority)".utf8)
            {
                return true
            }
        default: break
        }
        return acceptsAnyLoopbackName && isLoopback(origin, of: request)
    }

    private func isLoopback(_ origin: String, of request: Request) -> Bool {
        guard let authority = request.head.authority,
            let host = URLComponents(string: "http://" + authority)?.host,
            ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
        else { return false }
        return origin.utf8.elementsEqual("http://\(authority)".utf8)
    }

    /// Whether an origin is written as browsers write it: no path, no default port, no capitals, no user, no pattern.
    package static func isCanonical(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let authority = text.utf8.dropFirst(scheme.utf8.count)
        guard !authority.isEmpty, authority.allSatisfy(isAuthorityOctet), let origin = origin(of: text) else {
            return false
        }
        return origin.utf8.elementsEqual(text.utf8)
    }

    private static func isAuthorityOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._:[]".utf8.contains(octet)
        }
    }

    /// Scheme, host and port as browsers write them (RFC 6454 §6.2); default ports are left out.
    package static func origin(of url: String) -> String? {
        guard let components = URLComponents(string: url), let scheme = components.scheme?.lowercased(),
            let host = components.encodedHost?.lowercased()
        else { return nil }
        let defaultPort = ["http": 80, "https": 443][scheme]
        guard let port = components.port, port != defaultPort else { return "\(scheme)://\(host)" }
        return "\(scheme)://\(host):\(port)"
    }
}
