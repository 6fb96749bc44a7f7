import LatchkeyOAuth

extension ServerConfiguration {
    /// What the OAuth side is told of the configuration.
    var oauthSettings: OAuthSettings {
        OAuthSettings(
            issuer: issuer,
            audience: audience,
            grants: grants,
            weChat: weChat,
            failuresPerMinute: loginFailuresPerMinute,
            leeway: leeway
        )
    }

    private var weChat: WeChatConfiguration? {
        guard let appID = weChatAppID, let appSecret = weChatAppSecret else { return nil }
        return WeChatConfiguration(
            appID: appID,
            appSecret: appSecret,
            baseURL: weChatURL,
            makesAccounts: weChatMakesAccounts
        )
    }

    /// A grant that is enabled and cannot work is a mistake that nobody should find out from their users.
    func validateGrants() throws(ConfigurationError) {
        guard grants.contains(.weChatMiniProgram) else { return }
        if weChatAppID == nil {
            throw ConfigurationError(
                "grants.wechatAppId: needed, since grants.enabled has wechat_mini_program"
            )
        }
        if weChatAppSecret == nil {
            throw ConfigurationError(
                "grants.wechatAppSecret: needed, since grants.enabled has wechat_mini_program; "
                    + "set it in the file or by LATCHKEY_GRANTS_WECHAT_APP_SECRET"
            )
        }
    }
}
