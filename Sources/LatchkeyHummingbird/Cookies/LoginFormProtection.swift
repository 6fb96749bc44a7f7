import Crypto
import HTTPTypes
public import Hummingbird
import LatchkeyJOSE
public import Logging

/// Keeps other sites from signing a visitor in, before there is any token to bind a CSRF token to.
///
/// The page with the form sets a random cookie that scripts cannot read, and carries a salted digest of it; the answer
/// to the form wants both. The cookie is `__Host-`, so a sibling subdomain cannot plant one.
///
/// ```swift
/// let protection = LoginFormProtection()
/// router.get("login") { request, _ in
///     let form = protection.form(for: request)
///     var response = page(hidden: form.token)            // <input type="hidden" name="form_token" value="…">
///     form.set(on: &response)
///     return response
/// }
/// router.post("login") { request, context in
///     let fields = try await request.decode(as: LoginFields.self, context: context)
///     try protection.require(fields.formToken, with: request, logger: context.logger)
///     …
/// }
/// ```
public struct LoginFormProtection: Sendable {
    private static let saltSize = 16

    private let cookie: CookieTemplate
    private let origin: RequestOrigin
    private let lifetime: Int

    /// Makes the protection.
    ///
    /// - Parameters:
    ///   - lifetime: seconds that an open form stays good.
    ///   - csrf: says which origins the form may come from.
    ///   - transport: https, unless for development.
    public init(
        lifetime: Int = 7200,
        csrf: CSRFProtection = .standard,
        transport: TokenCookies.Transport = .https
    ) {
        let attributes = CookieTemplate.Attributes(isSecure: transport == .https)
        cookie = CookieTemplate("login-form", path: "/", attributes)
        origin = csrf.origin
        self.lifetime = lifetime
    }

    /// What a page with the form needs; the visitor's cookie is kept, so that forms in two windows both work.
    public func form(for request: Request) -> LoginForm {
        let known = cookie.value(in: request.headers).flatMap(Self.key)
        let key = known ?? SymmetricKey(size: .bits256)
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        let value = key.withUnsafeBytes { Base64URL.encode($0) }
        return LoginForm(
            token: Base64URL.encode(salt + HMAC<SHA256>.authenticationCode(for: salt, using: key)),
            // A fixed set of characters and a fixed length: the field is always one that browsers take.
            field: (try? cookie.field(value, maxAge: lifetime)) ?? "",
            cookie: cookie
        )
    }

    /// Lets a form pass that this visitor got from here.
    ///
    /// - Throws: a 403 ``Problem`` for a form of another site, or one without its token or its cookie.
    public func require(_ token: String?, with request: Request, logger: Logger) throws(Problem) {
        if case .foreign(let reason) = origin.verdict(on: request) {
            throw CSRFFault.foreignOrigin(reason).problem(logger)
        }
        guard let token, !token.isEmpty else { throw CSRFFault.tokenAbsent.problem(logger) }
        guard let key = cookie.value(in: request.headers).flatMap(Self.key),
            token.utf8.count < 256, let octets = Base64URL.decode(token),
            octets.count == Self.saltSize + SHA256.byteCount,
            HMAC<SHA256>.isValidAuthenticationCode(
                octets[Self.saltSize...],
                authenticating: Array(octets[..<Self.saltSize]),
                using: key
            )
        else { throw CSRFFault.tokenMismatch.problem(logger) }
    }

    private static func key(_ value: String) -> SymmetricKey? {
        guard value.utf8.count == 43, let octets = Base64URL.decode(value) else { return nil }
        return SymmetricKey(data: octets)
    }
}

/// What a page with a login form needs.
public struct LoginForm: Sendable {
    /// The value of the form's hidden field; it differs in every rendering.
    public let token: String
    private let field: String
    private let cookie: CookieTemplate

    init(token: String, field: String, cookie: CookieTemplate) {
        self.token = token
        self.field = field
        self.cookie = cookie
    }

    /// Sets the visitor's cookie on the page; the page must not be stored.
    public func set(on response: inout Response) {
        cookie.write(field, to: &response.headers)
        response.headers[.cacheControl] = "no-store"
    }
}
