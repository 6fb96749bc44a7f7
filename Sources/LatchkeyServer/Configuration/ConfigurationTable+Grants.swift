import FoundationEssentials
import LatchkeyOAuth

extension ConfigurationTable {
    static let grants: [ConfigurationKey] = [enabledGrants] + weChat

    private static let enabledGrants = ConfigurationKey(
        name: "grants.enabled",
        type: "list of \(GrantType.allCases.map(\.rawValue).joined(separator: ", ")), or none",
        summary: "The ways to a token at /oauth/token.",
        isSecret: false,
        isList: true,
        apply: { configuration, values in
            let words = values.flatMap { $0.split(separator: ",") }.map { String($0).trimmedName }
            let grants = words == ["none"] ? [] : words.map { GrantType(rawValue: $0) }
            configuration.grants = Set(grants.compactMap(\.self))
            return !words.isEmpty && !grants.contains(nil)
        },
        show: { configuration in
            let grants = GrantType.allCases.filter(configuration.grants.contains)
            return grants.isEmpty ? ["none"] : grants.map(\.rawValue)
        }
    )

    private static let weChat: [ConfigurationKey] = [
        ConfigurationKey(
            name: "grants.wechatAppId",
            type: "text",
            summary: "The AppID of the WeChat mini program whose users sign in.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.weChatAppID = values[0]
                return !values[0].isEmpty
            },
            show: { [$0.weChatAppID ?? ""] },
            isDerived: { $0.weChatAppID == nil }
        ),
        ConfigurationKey(
            name: "grants.wechatAppSecret",
            type: "text",
            summary: "The AppSecret of that mini program.",
            isSecret: true,
            isList: false,
            apply: { configuration, values in
                configuration.weChatAppSecret = values[0]
                return !values[0].isEmpty
            },
            show: { _ in [ConfigurationKey.hidden] },
            isDerived: { $0.weChatAppSecret == nil }
        ),
        ConfigurationKey(
            name: "grants.wechatUrl",
            type: "https URL, or http on this machine",
            summary: "Where WeChat's servers are, without a last slash.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.weChatURL = values[0]
                return isServer(values[0])
            },
            show: { [$0.weChatURL] }
        ),
        ConfigurationKey(
            name: "grants.wechatSignUp",
            type: "true or false",
            summary: "Whether somebody who comes from WeChat for the first time gets an account.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.weChatMakesAccounts = values[0] == "true"
                return ["true", "false"].contains(values[0])
            },
            show: { ["\($0.weChatMakesAccounts)"] }
        ),
    ]

    /// The AppSecret is sent there: over TLS, or not beyond this machine.
    private static func isServer(_ text: String) -> Bool {
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty, url.user() == nil,
            url.query() == nil, url.fragment() == nil, !text.hasSuffix("/")
        else { return false }
        return url.scheme == "https" || (url.scheme == "http" && LoopbackHost.contains(host))
    }
}
