import LatchkeyAccounts

/// The forms in front of a new second factor and of the end of one.
extension Pages {
    func newFactorView(typed: String? = nil, fault: FieldError? = nil) -> AccountFormView {
        let isFull = fault?.code == .tooMany
        let field = FieldView.factorName(
            typed,
            error: isFull ? nil : fault.map { SignUpFaults.name($0.code) }
        )
        return AccountFormView(
            title: Phrase("Add an authenticator", "添加身份验证器", "新增驗證器"),
            messages: [
                Phrase(
                    "An authenticator application on your telephone or computer shows a new code every thirty seconds. From now on signing in asks for one.",
                    "手机或电脑上的身份验证器应用每三十秒显示一个新的验证码。此后登录时需要输入验证码。",
                    "手機或電腦上的驗證器應用程式每三十秒顯示一組新的驗證碼。此後登入時需要輸入驗證碼。"
                )
            ],
            action: links.newFactor,
            button: Phrase("Continue", "继续", "繼續"),
            back: LinkView.factors(links),
            fields: [field.focused()],
            alert: isFull
                ? Phrase(
                    "There are as many second factors as an account may have. Remove one first.",
                    "验证器数量已达上限，请先移除一个。",
                    "驗證器數量已達上限，請先移除一個。"
                ) : nil,
            hasFaults: fault != nil
        )
    }

    func factorRemovalView(_ factor: Factor, isLast: Bool) -> AccountFormView {
        let last = Phrase(
            "It is the only one: from then on your password alone opens your account, and your recovery codes are void.",
            "这是唯一的验证器：移除后仅凭密码即可登录，恢复代码也将失效。",
            "這是唯一的驗證器：移除後僅憑密碼即可登入，復原碼也將失效。"
        )
        let others = Phrase(
            "Its codes are refused from then on. Your other authenticators stay.",
            "移除后它的验证码将不再有效，其他验证器不受影响。",
            "移除後它的驗證碼將不再有效，其他驗證器不受影響。"
        )
        return AccountFormView(
            title: Phrase("Remove “\(factor.name)”?", "移除“\(factor.name)”？", "移除「\(factor.name)」？"),
            messages: [isLast ? last : others],
            action: links.factorRemoval(factor.id),
            button: Phrase("Remove", "移除", "移除"),
            isDangerous: true,
            back: LinkView.factors(links)
        )
    }

    func recoveryCodesForm(left: Int) -> AccountFormView {
        AccountFormView(
            title: Phrase("New recovery codes", "新的恢复代码", "新的復原碼"),
            messages: [
                Phrase(
                    "You get \(RecoveryCode.count) new codes. Those that you have now (\(left) left) are void from then on.",
                    "您将获得 \(RecoveryCode.count) 个新代码。现有的代码（剩余 \(left) 个）将随即失效。",
                    "您將取得 \(RecoveryCode.count) 組新的復原碼。現有的（剩餘 \(left) 組）將隨即失效。"
                )
            ],
            action: links.recoveryCodes,
            button: Phrase("Make new codes", "生成新代码", "產生新的復原碼"),
            back: LinkView.factors(links)
        )
    }
}
