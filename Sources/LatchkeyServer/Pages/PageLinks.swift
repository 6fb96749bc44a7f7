import LatchkeyTokens

/// The paths of the pages below the place where they are mounted.
struct PageLinks: Sendable {
    /// The path that every link begins with: empty, or `/` and a path without a slash at the end.
    let base: String

    init(mountedAt path: String) {
        let parts = path.split(separator: "/")
        base = parts.map { "/" + $0 }.joined()
    }

    var home: String { base + "/" }
    var login: String { base + "/login" }
    var secondFactor: String { base + "/login/second-factor" }
    var signUp: String { base + "/signup" }
    var account: String { base + "/account" }
    var confirm: String { account + "/confirm" }
    var profile: String { account + "/profile" }
    var email: String { account + "/email" }
    var password: String { account + "/password" }
    var devices: String { account + "/devices" }
    var factors: String { account + "/factors" }
    var newFactor: String { factors + "/new" }
    var recoveryCodes: String { account + "/recovery-codes" }
    var personalData: String { account + "/data" }
    var deletion: String { account + "/delete" }
    var forgot: String { base + "/forgot" }
    var reset: String { base + "/reset" }
    var verify: String { base + "/verify" }
    var loginLink: String { base + "/login/link" }
    var loginCode: String { base + "/login/code" }
    var loginCodeConfirm: String { base + "/login/code/confirm" }
    var emailChange: String { base + "/email-change" }
    var invitation: String { base + "/invitation" }
    var language: String { base + "/language" }
    var unlock: String { base + "/unlock" }

    /// Pages that a signed-in visitor is sent away from, or that show nothing: no place to return to.
    var thoroughfares: [String] {
        [
            home, login, secondFactor, loginCode, loginCodeConfirm, signUp, base + "/logout", language,
            confirm,
        ]
    }

    func factor(_ id: UUIDv7) -> String { factors + "/\(id)" }

    func factorRemoval(_ id: UUIDv7) -> String { factor(id) + "/remove" }

    /// The page that asks once more who it is, and the page that it leads back to.
    func confirm(returningTo path: LocalPath?) -> String {
        confirm + (path.map { "?return=" + $0.queryValue } ?? "")
    }
}
