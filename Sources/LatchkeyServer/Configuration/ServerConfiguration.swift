public import Foundation
public import LatchkeyAccounts
public import LatchkeyJOSE
public import LatchkeyOAuth
import LatchkeyTokens
public import Logging

/// Everything that can be configured, typed and with its default.
///
/// ``ConfigurationTable`` lists the names under which files, the environment and the command line set it.
public struct ServerConfiguration: Sendable {
    /// The host to listen on.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    public var port = 8080
    /// The folder that holds the database, the master key and the outbox.
    public var data = "./data"
    /// The database.
    public var database = DatabaseConfiguration()
    /// What nodes share besides it.
    public var redis = RedisConfiguration()
    /// The issuer as configured; `nil` for scheme and address of the listener.
    public var configuredIssuer: String?
    /// The audience as configured; empty for the issuer.
    public var configuredAudience: [String] = []
    /// The longest life of an access token, in seconds.
    public var accessLifetime: TimeInterval = 900
    /// The algorithm of new signing keys.
    public var algorithm: SignatureAlgorithm = .es256
    /// Seconds after which a signing key is replaced.
    public var keyLifetime: TimeInterval = 30 * 86_400
    /// Seconds that services may keep the key set, hence how long a new key is published before it signs.
    public var keyPublicationLead = KeyRing.standardPublicationLead
    /// Seconds of clock difference to forgive when verifying own tokens.
    public var leeway: TimeInterval = 0
    /// How current the revocations have to be, and who else is told them.
    public var revocation = RevocationConfiguration()
    /// Session lifetimes and replay rules.
    public var sessionPolicy = SessionPolicy()
    /// The fewest code points of a password.
    public var minimumPasswordLength = 15
    /// A file of breached passwords that are refused; `nil` for none.
    public var breachedPasswordsFile: String?
    /// The cost of a password hash.
    public var argon2 = Argon2Parameters.standard
    /// How many password hashes may wait.
    public var hashQueueLimit = 64
    /// The ways to a token at `/oauth/token`.
    public var grants: Set<GrantType> = [.refreshToken, .clientCredentials]
    /// The AppID of the WeChat mini program whose users sign in; `nil` for none.
    public var weChatAppID: String?
    /// The AppSecret of that mini program.
    public var weChatAppSecret: String?
    /// Where WeChat's servers are.
    public var weChatURL = WeChatConfiguration.standardURL
    /// Whether somebody who comes from WeChat for the first time gets an account.
    public var weChatMakesAccounts = true
    /// Sign-ups an hour from one address.
    public var signUpsPerHour = 10
    /// Sign-ups an hour from this machine.
    public var signUpsPerHourFromLoopback = 60
    /// Failed logins a minute from one address.
    public var loginFailuresPerMinute = 30
    /// Whether a device that signs in again ends the session it had.
    public var onePerDevice = false
    /// What authenticator applications show as the name of the service; `nil` for the issuer's host.
    public var configuredFactorIssuer: String?
    /// The proxies whose `X-Forwarded-For` is believed; the standalone server goes by it.
    public var trustedProxies: [AddressBlock] = []

    /// Who is told about accounts by webhooks.
    public var webhookEndpoints: [WebhookEndpoint] = []
    /// What webhooks are signed with, in the order of the endpoints.
    public var webhookSecrets: [WebhookSecret] = []
    /// Whether a sign-up waits until its e-mail address is verified.
    public var signUpVerifiesEmail = false
    /// How many mails with one-time tokens may be asked for.
    public var mailLimits = OneTimeMails.Limits()
    /// How mails are sent, and what stands in them.
    public var mail = MailConfiguration()
    /// How the pages look.
    public var pages = PagesConfiguration()
    /// How the server is run.
    public var operation = OperationConfiguration()
    /// The least serious messages that are logged.
    public var logLevel = Logger.Level.notice
    /// The origins whose pages may use the API, as browsers write them; `cors.origins`.
    public var corsOrigins: [String] = []

    /// The defaults; set what differs.
    public init() {}

    /// The `iss` of every token, and the base of every link.
    public var issuer: String { configuredIssuer ?? listenURL }

    /// Where the server answers on this machine.
    public var listenURL: String { "\(operation.usesTLS ? "https" : "http")://\(listenAddress)" }

    /// Scheme, host and port of the issuer, as a browser's `Origin` names it.
    public var origin: String {
        guard let schemeEnd = issuer.range(of: "://") else { return issuer }
        return String(issuer[..<schemeEnd.upperBound] + issuer[schemeEnd.upperBound...].prefix { $0 != "/" })
    }

    /// What authenticator applications show as the name of the service.
    public var factorIssuer: String {
        configuredFactorIssuer ?? URLComponents(string: issuer)?.host ?? issuer
    }

    /// The `aud` of every token.
    public var audience: [String] { configuredAudience.isEmpty ? [issuer] : configuredAudience }

    /// Where the database is: `latchkey.db` in the data folder unless it is said.
    public var databaseLocation: DatabaseLocation {
        database.location ?? .file(path: data.hasSuffix("/") ? data + "latchkey.db" : data + "/latchkey.db")
    }

    /// Host and port as they appear in a URL.
    public var listenAddress: String { ListeningAddress(host: host, port: port).description }

    /// Whether the listener is reachable from this machine only.
    public var listensOnLoopback: Bool { LoopbackHost.contains(host) }

    /// Whether cookies may go without `Secure` and without a name prefix: issuer and listener plain http on loopback,
    /// nothing else.
    public var allowsInsecureCookies: Bool {
        guard listensOnLoopback, let url = URLComponents(string: issuer), url.scheme == "http" else {
            return false
        }
        return url.host.map(LoopbackHost.contains) ?? false
    }
}

extension ServerConfiguration: CustomStringConvertible {
    /// Where it listens and where its data are: secrets are among the rest.
    public var description: String { "ServerConfiguration(\(host):\(port), \(data))" }
}
