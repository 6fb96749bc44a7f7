import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird

/// The cookie that carries a refresh token for `transport: "cookie"`; no script can read it.
struct RefreshCookie: Sendable {
    private let name: String
    private let isSecure: Bool
    private let origin: String

    init(_ configuration: ServerConfiguration) {
        isSecure = !configuration.allowsInsecureCookies
        name = isSecure ? "__Host-latchkey-refresh" : "latchkey-refresh"
        origin = configuration.origin
    }

    /// Whether the cookie came at all.
    func isPresent(in request: Request) -> Bool { request.cookies[name] != nil }

    /// The refresh token that came in the cookie.
    ///
    /// - Throws: 403 when the request comes from another site; browsers say so in `Sec-Fetch-Site` or `Origin`.
    func token(in request: Request) throws -> String? {
        guard let cookie = request.cookies[name] else { return nil }
        let site = request.headers[.init("Sec-Fetch-Site") ?? .origin]
        let isForeign =
            if let site { site != "same-origin" && site != "none" } else {
                request.headers[.origin].map { $0 != origin } ?? false
            }
        guard !isForeign else { throw Problem(.crossSiteRequest) }
        return cookie.value
    }

    func set(_ signIn: SignIn, on response: inout Response) {
        let life = min(signIn.session.expiresAt, signIn.session.idleExpiresAt).timeIntervalSince(
            signIn.session.rotatedAt
        )
        response.setCookie(cookie(value: signIn.refreshToken, maxAge: max(0, Int(life))))
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
