import LatchkeyHummingbird
import LatchkeyOAuth
import LatchkeyTokens

/// The form that registers a client, or changes one.
struct ClientFormView: PageView {
    static let template = "admin-client-form"

    let top: AdminTop
    /// Where the form goes.
    private(set) var path: String
    /// Where one gets without sending it.
    private(set) var back: String
    /// Whether the client is to be; how it authenticates is chosen then, and never again.
    private(set) var isNew: Bool
    /// Whether the client signs, or may.
    private(set) var takesKeys: Bool
    private(set) var name: FieldView
    let authentications: [OptionView]
    let grants: [OptionView]
    let grantsError: Phrase?
    private(set) var scope: FieldView
    private(set) var audience: FieldView
    private(set) var keys: String?
    let keysError: Phrase?
    let hasFaults: Bool

    /// A client to be.
    init(
        _ typed: FormFields? = nil,
        faults: FieldFaults = FieldFaults(),
        top: AdminTop,
        links: PageLinks
    ) {
        let grants = GrantType.allCases.filter { grant in
            typed.map { $0.has(grant) } ?? (grant == .clientCredentials)
        }
        self.init(typed, Set(grants), faults, top)
        path = links.adminNewClient
        back = links.adminClients
    }

    /// A client that is registered.
    init(
        _ client: Client,
        _ typed: FormFields? = nil,
        faults: FieldFaults = FieldFaults(),
        top: AdminTop,
        links: PageLinks
    ) {
        let grants = typed.map { typed in Set(GrantType.allCases.filter(typed.has)) } ?? client.grants
        self.init(typed, grants, faults, top)
        path = links.adminClientForm(client.id)
        back = links.adminClient(client.id)
        isNew = false
        takesKeys = client.authentication == .privateKey
        guard typed == nil else { return }
        name.value = client.name
        scope.value = client.scope.description
        audience.value = client.audience.joined(separator: " ")
        keys = client.keys
    }

    private init(_ typed: FormFields?, _ chosen: Set<GrantType>, _ faults: FieldFaults, _ top: AdminTop) {
        self.top = top
        (path, back, isNew, takesKeys) = ("", "", true, true)
        name = FieldView.clientName(typed?["name"], error: faults["name"]).focused()
        authentications = ClientAuthenticationMethod.allCases.map { method in
            let isSelected = typed?["authentication"] == method.rawValue
            return OptionView(value: method.rawValue, name: method.name, isSelected: isSelected)
        }
        grants = GrantType.allCases.map { grant in
            OptionView(value: grant.rawValue, name: grant.name, isSelected: chosen.contains(grant))
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

extension FormFields {
    /// Whether a grant was ticked.
    func has(_ grant: GrantType) -> Bool { self["grant_\(grant.rawValue)"] != nil }
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
                "Whom its tokens are for, with spaces between; nothing for this server's own.",
                "其令牌的接收方，用空格分隔；留空则为本服务器自身。",
                "其權杖的接收方，以空格分隔；留空則為本伺服器自身。"
            ),
            error: error,
            isOptional: true
        )
    }
}
