import FoundationEssentials
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import Logging

/// Everything that can be configured, in one list.
///
/// Help, `--print-config`, the documentation and the check for unknown names all come from here.
public enum ConfigurationTable {
    /// The keys in the order in which they are shown.
    public static let keys: [ConfigurationKey] =
        [issuer, audience, listen]
        + [.text("data", \.data, "The folder that holds the database, the master key and the outbox.")]
        + database + redis + tokens + signingKeys + revocation + refresh + sessions + passwords + factors
        + signUp + grants + limits
        + mail + pages + [proxies, cors] + operation + [logLevel] + webhooks

    /// The key with this name.
    public static func key(named name: String) -> ConfigurationKey? { keys.first { $0.name == name } }

    private static let issuer = ConfigurationKey(
        name: "issuer",
        type: "URL",
        summary:
            "The iss of every token; http:// or, with tls, https:// and the listening address by default.",
        isSecret: false,
        isList: false,
        apply: { configuration, values in
            guard isIssuer(values[0]) else { return false }
            configuration.configuredIssuer = values[0]
            return true
        },
        show: { [$0.issuer] },
        isDerived: { $0.configuredIssuer == nil }
    )

    private static let audience = ConfigurationKey(
        name: "audience",
        type: "text or list",
        summary: "The aud of every token; the issuer by default.",
        isSecret: false,
        isList: true,
        apply: { configuration, values in
            configuration.configuredAudience = values
            return !values.isEmpty && values.allSatisfy { !$0.isEmpty }
        },
        show: \.audience,
        isDerived: \.configuredAudience.isEmpty
    )

    private static let listen = ConfigurationKey(
        name: "listen",
        type: "host:port",
        summary: "Where to listen; port 0 takes a free one.",
        isSecret: false,
        isList: false,
        apply: { configuration, values in
            guard let address = ListeningAddress(values[0]) else { return false }
            configuration.host = address.host
            configuration.port = address.port
            return true
        },
        show: { [$0.listenAddress] }
    )

    private static let algorithm = ConfigurationKey(
        name: "tokens.algorithm",
        type: SignatureAlgorithm.allCases.filter(\.takesJWK).map(\.name).joined(separator: ", "),
        summary: "The algorithm of new signing keys.",
        isSecret: false,
        isList: false,
        apply: { configuration, values in
            guard let algorithm = SignatureAlgorithm(name: values[0]), algorithm.takesJWK else {
                return false
            }
            configuration.algorithm = algorithm
            return true
        },
        show: { [$0.algorithm.name] }
    )

    private static let tokens: [ConfigurationKey] = [
        .duration(
            "tokens.accessLifetime",
            \.accessLifetime,
            in: 1...86_400,
            "The longest life of an access token; each lives 95 to 100 % of it, so that not all are renewed at once."
        ),
        .duration(
            "tokens.refreshLifetime",
            \.sessionPolicy.absoluteLifetime,
            in: 60...31_536_000,
            "The longest life of a session, however often it is refreshed."
        ),
        .duration(
            "tokens.refreshIdle",
            \.sessionPolicy.idleLifetime,
            in: 60...31_536_000,
            "The life of a session that is not used."
        ),
        algorithm,
        .duration(
            "tokens.leeway",
            \.leeway,
            in: 0...300,
            "Clock difference to forgive when verifying tokens."
        ),
    ]

    private static let refresh: [ConfigurationKey] = [
        .duration(
            "refresh.replayWindow",
            \.sessionPolicy.replayWindow,
            in: 0...600,
            "How long the previous refresh token still gets the current one; 0s is strict."
        ),
        .number(
            "refresh.replayLimit",
            \.sessionPolicy.replayLimit,
            in: 0...10_000,
            "How often it does so in one generation."
        ),
    ]

    private static let passwords: [ConfigurationKey] = [
        .number(
            "passwords.minimumLength",
            \.minimumPasswordLength,
            in: 8...128,
            "The fewest characters of a new password."
        ),
        .file(
            "passwords.breachedFile",
            \.breachedPasswordsFile,
            "Breached passwords to refuse: SHA-1 digests in ascending order, one a line."
        ),
        ConfigurationKey(
            name: "passwords.argon2",
            type: "m=KiB,t=passes,p=lanes, at least OWASP's m=19456,t=2,p=1 or its equal",
            summary: "The cost of new password hashes; latchkey doctor --calibrate-passwords finds one.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let cost = Argon2Parameters(values[0]), cost.isSufficientForNewHashes else {
                    return false
                }
                configuration.argon2 = cost
                return true
            },
            show: { ["\($0.argon2)"] }
        ),
        .number(
            "passwords.queueLimit",
            \.hashQueueLimit,
            in: 0...100_000,
            "How many password hashes may wait."
        ),
    ]

    private static let sessions: [ConfigurationKey] = [
        .flag(
            "sessions.onePerDevice",
            \.onePerDevice,
            "Whether a device that signs in again ends the session it had."
        )
    ]

    private static let factors: [ConfigurationKey] = [
        ConfigurationKey(
            name: "factors.issuer",
            type: "text",
            summary: "The name of the service in authenticator applications; the issuer's host by default.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.configuredFactorIssuer = values[0]
                return !values[0].isEmpty && values[0].utf8.count <= 64
            },
            show: { [$0.factorIssuer] },
            isDerived: { $0.configuredFactorIssuer == nil }
        )
    ]

    private static let limits: [ConfigurationKey] = [
        .number(
            "limits.signUpsPerHour",
            \.signUpsPerHour,
            in: 0...1_000_000,
            "Sign-ups an hour from one address."
        ),
        .number(
            "limits.signUpsPerHourFromLoopback",
            \.signUpsPerHourFromLoopback,
            in: 0...1_000_000,
            "Sign-ups an hour from this machine."
        ),
        .number(
            "limits.loginFailuresPerMinute",
            \.loginFailuresPerMinute,
            in: 1...1_000_000,
            "Failed logins a minute from one address."
        ),
        .number(
            "limits.mailsPerHour",
            \.mailLimits.perAddress,
            in: 0...1_000_000,
            "Mails with links or codes that one address may ask for in an hour."
        ),
        .number(
            "limits.mailsPerRecipient",
            \.mailLimits.perRecipient,
            in: 0...1_000_000,
            "Mails of one kind that one address may ask for one recipient in an hour."
        ),
        .number(
            "limits.mailsPerRecipientInAll",
            \.mailLimits.perRecipientInAll,
            in: 0...1_000_000,
            "Mails of one kind that go to one recipient in an hour, whoever asks."
        ),
    ]

    private static let proxies = ConfigurationKey(
        name: "proxies.trusted",
        type: "list of addresses or CIDR blocks, or none",
        summary: "The proxies whose X-Forwarded-For names the client that limits count for.",
        isSecret: false,
        isList: true,
        apply: { configuration, values in
            let texts = values.flatMap { $0.split(separator: ",") }.map { String($0).trimmedName }
            let blocks = texts == ["none"] ? [] : texts.map(AddressBlock.init)
            configuration.trustedProxies = blocks.compactMap(\.self)
            return !texts.isEmpty && !blocks.contains(nil)
        },
        show: { configuration in
            let blocks = configuration.trustedProxies
            return blocks.isEmpty ? ["none"] : blocks.map(\.description)
        }
    )

    private static let logLevel = ConfigurationKey(
        name: "log.level",
        type: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "),
        summary: "The least serious messages that are logged.",
        isSecret: false,
        isList: false,
        apply: { configuration, values in
            guard let level = Logger.Level(rawValue: values[0]) else { return false }
            configuration.logLevel = level
            return true
        },
        show: { [$0.logLevel.rawValue] }
    )

    private static let cors = ConfigurationKey(
        name: "cors.origins",
        type: "list of origins, or none",
        summary: "Further origins whose pages may use the API, such as https://app.example.org.",
        isSecret: false,
        isList: true,
        apply: { configuration, values in
            let texts = values.flatMap { $0.split(separator: ",") }.map { String($0).trimmedName }
            configuration.corsOrigins = texts == ["none"] ? [] : texts
            return !texts.isEmpty && configuration.corsOrigins.allSatisfy(RequestOrigin.isCanonical)
        },
        show: { $0.corsOrigins.isEmpty ? ["none"] : $0.corsOrigins }
    )

    /// An issuer is an absolute http or https URL without query, fragment, user information or last slash.
    private static func isIssuer(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), url.scheme == "https" || url.scheme == "http",
            url.host?.isEmpty == false
        else { return false }
        return url.query == nil && url.fragment == nil && url.user == nil && !text.hasSuffix("/")
    }
}
