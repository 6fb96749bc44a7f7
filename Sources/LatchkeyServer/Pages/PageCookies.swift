import FoundationEssentials
import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// The cookies of the pages: the opaque session, the random value that form tokens are bound to, what leads on to the
/// second factor, what the device is known by, and the language that was chosen.
///
/// All are `__Host-`, so that no other host and no plain-http answer can set them; over plain http on loopback they
/// go without prefix and `Secure`. A secret counts only when it is 32 octets in base64url and came once.
struct PageCookies: Sendable {
    /// How long an open form stays good, in seconds.
    static let formLifetime = 7200

    /// The cookie that the device is known by.
    let device: DeviceCookie
    private let prefix: String
    private let attributes: String

    init(insecure: Bool) {
        device = DeviceCookie(insecure: insecure)
        prefix = insecure ? "" : "__Host-"
        attributes = insecure ? "; HttpOnly; SameSite=Lax" : "; HttpOnly; Secure; SameSite=Lax"
    }

    /// The name of the session cookie.
    var sessionName: String { prefix + "latchkey-session" }
    /// The name of the form cookie.
    var formName: String { prefix + "latchkey-form" }

    /// The name of the cookie that a sign-in by mail is bound to.
    var mailRequestName: String { prefix + "latchkey-request" }

    /// Sets the cookie that a sign-in by mail is bound to.
    func mailRequest(_ secret: String) -> String {
        cookie(mailRequestName, secret, maxAge: Int(MailSignIn.lifetime))
    }

    /// Takes that cookie away.
    var endedMailRequest: String { cookie(mailRequestName, "", maxAge: 0) }

    /// Sets the session cookie; it goes when the session ends at the latest.
    func session(_ token: String, of session: Session) -> String {
        let life = Int(exactly: session.expiresAt.timeIntervalSince(session.createdAt).rounded(.down)) ?? 0
        return cookie(sessionName, token, maxAge: max(0, life))
    }

    /// The name of the cookie that leads on to the second factor.
    var loginName: String { prefix + "latchkey-login" }

    /// Sets the cookie that leads on to the second factor.
    func login(_ token: String) -> String {
        cookie(loginName, token, maxAge: Int(SignInGate.secondFactorPeriod))
    }

    /// Takes the cookie that leads on to the second factor away.
    var endedLogin: String { cookie(loginName, "", maxAge: 0) }

    /// What leads on to the second factor, when it came exactly once.
    func loginToken(in headers: HTTPFields) -> String? {
        let values = headers.cookieValues(of: loginName)
        guard values.count == 1, let value = values.first, OneTimeTokens.isIntact(value) else { return nil }
        return value
    }

    /// Takes the session cookie away.
    var endedSession: String { cookie(sessionName, "", maxAge: 0) }

    /// Sets the form cookie, or lets it live on.
    func form(_ value: String) -> String { cookie(formName, value, maxAge: Self.formLifetime) }

    /// The name of the cookie that remembers the language.
    var languageName: String { prefix + "latchkey-language" }

    /// Remembers the language for a year.
    func language(_ language: MailLanguage) -> String {
        cookie(languageName, language.rawValue, maxAge: 31_536_000)
    }

    /// The language that was chosen in this browser.
    func language(in headers: HTTPFields) -> MailLanguage? {
        let values = headers.cookieValues(of: languageName)
        return values.count == 1 ? values.first.flatMap { MailLanguage(rawValue: $0) } : nil
    }

    /// A new value for the form cookie.
    static func makeFormValue() -> String { Base64URL.encode(RandomOctets.make(32)) }

    /// The value of a cookie that came exactly once and looks like one of ours.
    func value(of name: String, in headers: HTTPFields) -> String? {
        let values = headers.cookieValues(of: name)
        guard values.count == 1, let value = values.first, Base64URL.decode(value)?.count == 32 else {
            return nil
        }
        return value
    }

    private func cookie(_ name: String, _ value: String, maxAge: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(maxAge)\(attributes)"
    }
}
