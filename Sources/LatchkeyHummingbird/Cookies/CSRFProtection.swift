public import HTTPTypes
import Hummingbird
import LatchkeyTokens
import Logging

/// Keeps other sites from using the token in a visitor's cookie.
///
/// Browsers send cookies with requests that any page causes. A request with a method that may change something, whose
/// token came in a cookie, must therefore prove twice that a page of this application made it:
///
/// - `Sec-Fetch-Site` and `Origin` must not name another origin. `same-site` is another origin, too, since a sibling
///   subdomain may be somebody else's; `Origin: null` is nobody's.
/// - The CSRF token to which the token is bound must come in a header field, `X-CSRF-Token`, or in a form field. The
///   page's script reads it from the CSRF cookie of ``TokenCookies``; another site can neither read it nor, were it to
///   plant a cookie, make it fit the token.
///
/// A token in a header field or in the body needs none of this: no browser sends those by itself.
///
/// ```swift
/// TokenAuthenticator(verifier, locations: [.bearer, cookies.accessLocation])                  // protected already
/// TokenAuthenticator(
///     verifier,
///     locations: [cookies.accessLocation],
///     csrf: try CSRFProtection(origin: "https://app.example", formField: "csrf_token")
/// )
/// ```
///
/// A refused request gets 403 `cross_site_request`; the log says why.
public struct CSRFProtection: Sendable {
    /// What a request has to bring.
    public enum Proof: Sendable {
        /// The CSRF token; the origin must not speak against it.
        case token
        /// An `Origin` or `Sec-Fetch-Site` that names this application, and no token.
        ///
        /// For applications whose pages cannot send the CSRF token. A request without both fields is refused.
        case originOnly
    }

    private enum Check: Sendable {
        case none
        case proof(Proof)
    }

    private let check: Check
    let origin: RequestOrigin
    private let methods: [String]?
    private let header: HTTPField.Name
    private let formField: String?

    /// Asks for the token in `X-CSRF-Token`, and for the origin that the request was sent to.
    public static let standard = CSRFProtection(check: .proof(.token))

    /// Asks for nothing: any site can then use the visitor's token.
    ///
    /// Only for cookies that no browser sends across sites, whatever its age, or routes that change nothing.
    public static let disabled = CSRFProtection(check: .none)

    /// Makes a protection that differs from ``standard`` in some way.
    ///
    /// - Parameters:
    ///   - origin: the origin of the application's pages, `https://app.example`; `nil` for the authority that each request
    ///     was sent to, over https, or over http on loopback. Name it behind a proxy that changes `Host`.
    ///   - trustedOrigins: further origins whose pages may act for the visitor, such as a front end on a subdomain of its
    ///     own. Exact: no patterns.
    ///   - methods: the methods to protect, in any case; every one but GET, HEAD, OPTIONS and TRACE when `nil`.
    ///   - header: the header field with the CSRF token.
    ///   - formField: the field of an `application/x-www-form-urlencoded` body to look at when the header field is
    ///     absent. The body is then read, and stays readable for the handler.
    ///   - proof: what a request has to bring.
    /// - Throws: ``TokenCookieError/invalidOrigin(_:)`` for an origin that is not written as browsers write it, and
    ///   ``TokenCookieError/invalidName(_:)`` for a name that no header field has.
    public init(
        origin: String? = nil,
        trustedOrigins: [String] = [],
        methods: Set<HTTPRequest.Method>? = nil,
        header: String = "X-CSRF-Token",
        formField: String? = nil,
        proof: Proof = .token
    ) throws(TokenCookieError) {
        for text in [origin].compactMap({ $0 }) + trustedOrigins where !RequestOrigin.isCanonical(text) {
            throw .invalidOrigin(text)
        }
        guard let header = HTTPField.Name(header) else { throw .invalidName(header) }
        self.init(
            check: .proof(proof),
            origin: origin.map {
                RequestOrigin(issuer: $0, trusted: trustedOrigins, acceptsAnyLoopbackName: false)
            } ?? RequestOrigin(trusted: trustedOrigins),
            methods: methods.map { $0.map { $0.rawValue.uppercased() } },
            header: header,
            formField: formField
        )
    }

    private init(
        check: Check,
        origin: RequestOrigin = RequestOrigin(),
        methods: [String]? = nil,
        header: HTTPField.Name = CSRFProtection.defaultHeader,
        formField: String? = nil
    ) {
        self.check = check
        self.origin = origin
        self.methods = methods
        self.header = header
        self.formField = formField
    }

    private static let defaultHeader = HTTPField.Name("X-CSRF-Token") ?? .origin
}

// MARK: Checking

extension CSRFProtection {
    /// Whether a request was allowed, or which part of it has yet to be read.
    enum Verdict: Equatable {
        case allowed
        /// The form has to bring the CSRF token.
        case form(field: String)
    }

    /// Decides from the request's head, without I/O.
    func verdict(on request: Request, with token: AccessToken) throws(CSRFFault) -> Verdict {
        guard case .proof(let proof) = check, isProtected(request.method) else { return .allowed }
        let verdict = origin.verdict(on: request)
        if case .foreign(let reason) = verdict { throw .foreignOrigin(reason) }
        guard proof == .token else {
            guard verdict == .own else { throw .unknownOrigin }
            return .allowed
        }
        let values = request.headers[values: header]
        guard let value = values.first else {
            guard let formField, TokenBodyType(request) == .form else { throw .tokenAbsent }
            return .form(field: formField)
        }
        guard values.count == 1 else { throw .tokenRepeated }
        try Self.compare(value, with: token)
        return .allowed
    }

    /// Decides from the form in a request's body.
    func check(field: String, of form: [UInt8], with token: AccessToken) throws(CSRFFault) {
        let values = FormField.encodedValues(of: Array(field.utf8), in: form)
        guard let value = values.first else { throw .tokenAbsent }
        guard values.count == 1 else { throw .tokenRepeated }
        guard let text = FormField.decode(value) else { throw .tokenMismatch }
        try Self.compare(text, with: token)
    }

    private static func compare(_ text: String, with token: AccessToken) throws(CSRFFault) {
        guard token.csrfClaim != nil else { throw .tokenUnbound }
        guard token.isBound(toCSRFToken: text) else { throw .tokenMismatch }
    }

    /// A method in lower case is no method that we know, so it may change something.
    private func isProtected(_ method: HTTPRequest.Method) -> Bool {
        guard let methods else { return ![.get, .head, .options, .trace].contains(method) }
        return methods.contains(method.rawValue.uppercased())
    }
}

/// Why a request was refused as another site's, for the log.
enum CSRFFault: Error, Equatable {
    case foreignOrigin(String)
    case unknownOrigin
    case tokenAbsent
    case tokenRepeated
    case tokenMismatch
    case tokenUnbound
}

extension CSRFFault: CustomStringConvertible {
    var description: String {
        switch self {
        case .foreignOrigin(let reason): "caused by another origin: \(reason)"
        case .unknownOrigin: "neither Origin nor Sec-Fetch-Site came"
        case .tokenAbsent: "no CSRF token came"
        case .tokenRepeated: "the CSRF token came more than once"
        case .tokenMismatch: "the CSRF token is not the one that the token is bound to"
        case .tokenUnbound: "the token in the cookie is bound to no CSRF token"
        }
    }
}

extension CSRFFault {
    /// The 403; the log says why.
    func problem(_ logger: Logger) -> Problem {
        logger.info("request refused", metadata: ["code": "cross_site_request", "cause": "\(self)"])
        return Problem(.crossSiteRequest)
    }
}
