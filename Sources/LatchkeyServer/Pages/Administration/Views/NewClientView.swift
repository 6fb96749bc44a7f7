import LatchkeyHummingbird
import LatchkeyOAuth

/// The form that registers a client.
struct NewClientView: PageView {
    static let template = "admin-client-new"

    let top: AdminTop
    let name: FieldView
    let authentications: [OptionView]
    let grants: [OptionView]
    let grantsError: Phrase?
    let scope: FieldView
    let audience: FieldView
    let keys: String?
    let keysError: Phrase?
    let hasFaults: Bool

    init(_ typed: FormFields? = nil, faults: FieldFaults = FieldFaults(), top: AdminTop) {
        self.top = top
        name = FieldView.clientName(typed?["name"], error: faults["name"]).focused()
        authentications = ClientAuthenticationMethod.allCases.map { method in
            let isSelected = typed?["authentication"] == method.rawValue
            return OptionView(value: method.rawValue, name: method.name, isSelected: isSelected)
        }
        grants = GrantType.allCases.map { grant in
            let isOn = typed == nil ? grant == .clientCredentials : typed?["grant_\(grant.rawValue)"] != nil
            return OptionView(value: grant.rawValue, name: grant.name, isSelected: isOn)
        }
        grantsError = faults["grant_types"]
        scope = .scope(typed?["scope"], error: faults["scope"])
        audience = .audience(typed?["audience"], error: faults["audience"])
        keys = typed?["jwks"]
        keysError = faults["jwks"]
        hasFaults =
            [name.error, grantsError, scope.error, audience.error, keysError].contains { $0 != nil }
    }
}

extension GrantType {
    /// What people call it.
    fileprivate var name: Phrase {
        switch self {
        case .clientCredentials: Phrase("On its own behalf", "以自身名义", "以自身名義")
        case .password: Phrase("By name and password", "使用用户名和密码", "使用使用者名稱和密碼")
        case .refreshToken: Phrase("By refresh tokens", "使用刷新令牌", "使用更新權杖")
        case .weChatMiniProgram: Phrase("As a WeChat mini program", "作为微信小程序", "作為微信小程式")
        }
    }
}

extension FieldView {
    fileprivate static func clientName(_ value: String?, error: Phrase?) -> FieldView {
        FieldView(
            "name",
            label: Phrase("Name", "名称", "名稱"),
            autocomplete: "off",
            value: value,
            error: error
        )
    }

    fileprivate static func scope(_ value: String?, error: Phrase?) -> FieldView {
        FieldView(
            "scope",
            label: Phrase("Scope", "权限范围", "權限範圍"),
            autocomplete: "off",
            value: value,
            hint: Phrase(
                "The most that it can be granted, with spaces between: orders:read orders:write",
                "可授予的最大范围，用空格分隔：orders:read orders:write",
                "可授予的最大範圍，以空格分隔：orders:read orders:write"
            ),
            error: error,
            isOptional: true
        )
    }

    fileprivate static func audience(_ value: String?, error: Phrase?) -> FieldView {
        FieldView(
            "audience",
            label: Phrase("Audience", "受众", "受眾"),
            autocomplete: "off",
            value: value,
            hint: Phrase(
                "Whom its tokens are for; nothing for this server's own.",
                "其令牌的接收方；留空则为本服务器自身。",
                "其權杖的接收方；留空則為本伺服器自身。"
            ),
            error: error,
            isOptional: true
        )
    }
}
