/// The fields of the account pages.
extension FieldView {
    /// The name to sign in with beside the e-mail address.
    static func username(_ value: String?, error: Phrase? = nil) -> FieldView {
        FieldView(
            "username",
            label: Phrase("User name", "用户名", "使用者名稱"),
            autocomplete: "username",
            value: value,
            error: error,
            isIdentifier: true,
            isOptional: true
        )
    }

    /// An e-mail address to be.
    static func email(_ value: String?, error: Phrase? = nil) -> FieldView {
        FieldView(
            "email",
            label: Phrase("New e-mail address", "新邮箱地址", "新電子郵件地址"),
            type: "email",
            autocomplete: "email",
            value: value,
            error: error,
            isIdentifier: true
        )
    }

    /// The password until now, where a new one is asked for beside it.
    static func presentPassword(error: Phrase? = nil) -> FieldView {
        FieldView(
            "current_password",
            label: Phrase("Current password", "当前密码", "目前的密碼"),
            type: "password",
            autocomplete: "current-password",
            error: error
        )
    }

    /// What to call a second factor.
    static func factorName(_ value: String?, error: Phrase? = nil) -> FieldView {
        FieldView(
            "name",
            label: Phrase("What to call it", "名称", "名稱"),
            autocomplete: "off",
            value: value,
            hint: Phrase(
                "For example the device that it is on.",
                "例如它所在的设备。",
                "例如它所在的裝置。"
            ),
            error: error,
            isOptional: true
        )
    }

    /// The first code of a second factor.
    static func firstCode(error: Phrase? = nil) -> FieldView {
        FieldView(
            "code",
            label: Phrase("Code", "验证码", "驗證碼"),
            autocomplete: "one-time-code",
            hint: Phrase(
                "The six digits that the application shows now.",
                "应用当前显示的六位数字。",
                "應用程式目前顯示的六位數字。"
            ),
            error: error
        )
    }

    /// The account's own name, typed to be sure.
    static func confirmation(error: Phrase? = nil) -> FieldView {
        FieldView(
            "confirmation",
            label: Phrase("Name of your account", "账号名称", "帳號名稱"),
            autocomplete: "off",
            error: error,
            isIdentifier: true
        )
    }

    /// The same field under another label.
    func named(_ label: Phrase) -> FieldView {
        var field = self
        field.label = label
        return field
    }
}
