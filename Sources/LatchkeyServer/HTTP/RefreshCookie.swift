import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird

/// The cookie that carries a refresh token for `transport: "cookie"`; no script can read it.
struct RefreshCookie: Sendable {
    private let name: String
    private let isSecure: Bool
    private let origin: RequestOrigin
    /// What the device is known by; it goes where the refresh token goes.
    let device: DeviceCookie

    init(_ configuration: ServerConfiguration) {
        isSecure = !configuration.allowsInsecureCookies
        device = DeviceCookie(insecure: !isSecure)
        name = isSecure ? "__Host-latchkey-refresh" : "latchkey-refresh"
        origin = RequestOrigin(
            issuer: configuration.issuer,
            trusted: configuration.corsOrigins,
            acceptsAnyLoopbackName: configuration.allowsInsecureCookies
        )
    }

    /// Whether the cookie came at all.
    func isPresent(in request: Request) -> Bool { !request.headers.cookieValues(of: name).isEmpty }

    /// The refresh token that came in the cookie.
    ///
    /// - Throws: 400 when the cookie came twice, since one of the two may be planted; 403 when a page of another site
    ///   caused the request.
    func token(in request: Request) throws -> String? {
        let values = request.headers.cookieValues(of: name)
        guard let value = values.first else { return nil }
        guard values.count == 1 else {
            throw Problem(.invalidRequest, detail: "The refresh cookie came more than once.")
        }
        try requireOwnOrigin(of: request)
        return value
    }

    /// Refuses requests that pages of other sites cause: they could use a visitor's cookie, or plant one.
    ///
    /// - Throws: 403.
    func requireOwnOrigin(of request: Request) throws {
        guard origin.allows(request) else { throw Problem(.crossSiteRequest) }
    }

    func set(_ signIn: SignIn, on response: inout Response) {
        let life = min(signIn.session.expiresAt, signIn.session.idleExpiresAt).timeIntervalSince(
            signIn.session.rotatedAt
        )
        response.setCookie(cookie(value: signIn.refreshToken, maxAge: max(0, Int(life))))
        guard let token = signIn.deviceToken else { return }
        response.headers.append(HTTPField(name: .setCookie, value: device.field(token)))
    }

    func clear(on response: inout Response) {
        response.setCookie(cookie(value: "", maxAge: 0))
    }

    private func cookie(value: String, maxAge: Int) -> Cookie {
        Cookie(
            name: name,
            value: value,
            maxAge: maxAge,
            path: "/",
            secure: isSecure,
            httpOnly: true,
            sameSite: .lax
        )
    }
}
