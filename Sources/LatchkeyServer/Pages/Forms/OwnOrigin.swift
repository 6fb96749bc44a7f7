import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Tells requests of this origin's own pages from those that other pages cause.
///
/// `Sec-Fetch-Site` decides where the browser sends it: `cross-site` and `same-site` are refused. Without it `Origin`
/// must be this server's. `Origin: null` is always refused. Without either the form's token alone decides.
struct OwnOrigin: Sendable {
    private let text: String?
    private let acceptsAnyLoopbackName: Bool

    /// - Parameters:
    ///   - issuer: the URL whose origin the pages have.
    ///   - acceptsAnyLoopbackName: over plain http on loopback, the same server answers to `localhost`, `127.0.0.1` and
    ///     `[::1]`; its origin is then the one that the request was sent to.
    init(issuer: String, acceptsAnyLoopbackName: Bool) {
        text = Self.origin(of: issuer)
        self.acceptsAnyLoopbackName = acceptsAnyLoopbackName
    }

    /// Whether the request may change anything, as far as these two header fields tell.
    func allows(_ request: Request) -> Bool {
        let origins = request.headers.values(of: "Origin")
        guard origins.count <= 1, origins.first != "null" else { return false }
        let sites = request.headers.values(of: "Sec-Fetch-Site")
        guard sites.count <= 1 else { return false }
        switch sites.first {
        case "same-origin": return true
        // "none": the person, not a page, caused it, by reloading or restoring an answer.
        case nil, "none": return origins.first.map { isOwn($0, of: request) } ?? true
        default: return false
        }
    }

    private func isOwn(_ origin: String, of request: Request) -> Bool {
        if let text, origin.utf8.elementsEqual(text.utf8) { return true }
        guard acceptsAnyLoopbackName, let authority = request.head.authority,
            let host = URLComponents(string: "http://" + authority)?.host,
            ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
        else { return false }
        return origin.utf8.elementsEqual("http://\(authority)".utf8)
    }

    /// Scheme, host and port as browsers write them (RFC 6454 §6.2); default ports are left out.
    private static func origin(of url: String) -> String? {
        guard let components = URLComponents(string: url), let scheme = components.scheme?.lowercased(),
            let host = components.encodedHost?.lowercased()
        else { return nil }
        let defaultPort = ["http": 80, "https": 443][scheme]
        guard let port = components.port, port != defaultPort else { return "\(scheme)://\(host)" }
        return "\(scheme)://\(host):\(port)"
    }
}

extension HTTPFields {
    /// Every value of a field, each on its own.
    func values(of name: String) -> [String] {
        guard let name = HTTPField.Name(name) else { return [] }
        return self[fields: name].map(\.value)
    }
}
