import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

extension PagesFixture {
    /// Every page that only whoever is signed in sees, with whether it wants a fresh sign-in.
    static let accountPages: [(path: String, isFresh: Bool)] = [
        ("/account", false), ("/account/confirm", false), ("/account/profile", false),
        ("/account/email", true),
        ("/account/password", true), ("/account/devices", false), ("/account/factors", false),
        ("/account/factors/new", true), ("/account/factors/0199a1b2-0000-7000-8000-000000000000", true),
        ("/account/factors/0199a1b2-0000-7000-8000-000000000000/remove", true),
        ("/account/recovery-codes", true), ("/account/data", false), ("/account/delete", true),
    ]

    /// Every form of these pages, with fields that would do something.
    static let accountForms: [(path: String, isFresh: Bool, fields: [(String, String)])] = [
        ("/account/profile", false, [("name", "Eve"), ("username", "eve")]),
        ("/account/email", true, [("email", "eve@evil.example")]),
        ("/account/email/verify", false, []),
        (
            "/account/password", true,
            [("current_password", Browser.goodPassword), ("password", "copper heron walks at ten")]
        ),
        ("/account/sessions/end-others", false, []), ("/account/sessions/end-all", false, []),
        ("/account/factors/new", true, [("name", "Eve")]),
        ("/account/recovery-codes", true, []), ("/account/export", false, []),
        ("/account/delete", true, [("confirmation", "ada")]),
        ("/account/confirm", false, [("password", Browser.goodPassword)]),
    ]

    /// A browser in which Ada has signed up.
    func ada(_ login: String = "ada", name: String = "") async throws -> Browser {
        var browser = browser()
        try await browser.signUp(login, name: name)
        return browser
    }

    func mails() async throws -> [OutgoingMail] {
        try await MailBox(storage: services.storage, queue: services.mail).takeAll()
    }
}

extension Document {
    /// The secret of a second factor that is shown here.
    var totp: TOTP? {
        guard let start = html.firstRange(of: #"<p class="secret" id="secret">"#)?.upperBound else {
            return nil
        }
        return TOTP(base32: html[start...].prefix { $0 != "<" }.filter { $0 != " " })
    }

    /// The recovery codes that are shown here.
    var recoveryCodes: [String] {
        html.split(separator: "<li><code>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    }
}
