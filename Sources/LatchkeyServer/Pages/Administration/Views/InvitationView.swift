import LatchkeyHummingbird

/// The form that invites somebody.
struct InvitationView: PageView {
    static let template = "admin-invitation"

    let top: AdminTop
    let fields: [FieldView]
    let hasFaults: Bool

    init(_ typed: FormFields = FormFields(), faults: FieldFaults = FieldFaults(), top: AdminTop) {
        self.top = top
        fields = [
            .personEmail(typed["email"], error: faults["email"]).focused(),
            .personName(typed["name"], error: faults["name"]),
            .roles(typed["roles"], error: faults["roles"]),
        ]
        hasFaults = top.alert != nil || fields.contains { $0.error != nil }
    }
}

extension FieldView {
    /// The address of somebody else.
    static func personEmail(_ value: String?, error: Phrase?, isOptional: Bool = false) -> FieldView {
        FieldView(
            "email",
            label: Phrase("E-mail address", "邮箱地址", "電子郵件地址"),
            autocomplete: "off",
            value: value,
            error: error,
            isIdentifier: true,
            isOptional: isOptional
        )
    }

    /// The name of somebody else.
    static func personName(_ value: String?, error: Phrase?) -> FieldView {
        FieldView(
            "name",
            label: Phrase("Name", "名称", "名稱"),
            autocomplete: "off",
            value: value,
            error: error,
            isOptional: true
        )
    }

    /// The roles of an account.
    static func roles(_ value: String?, error: Phrase?) -> FieldView {
        FieldView(
            "roles",
            label: Phrase("Roles", "角色", "角色"),
            autocomplete: "off",
            value: value,
            hint: Phrase(
                "With spaces between them; “admin” may do everything here.",
                "用空格分隔；“admin” 可以执行此处的所有操作。",
                "以空格分隔；「admin」可以執行此處的所有操作。"
            ),
            error: error,
            isOptional: true
        )
    }
}
