import LatchkeyAccounts
import LatchkeyHummingbird

/// The form that makes an account.
struct NewAccountView: PageView {
    static let template = "admin-account-new"

    let top: AdminTop
    let fields: [FieldView]
    let hasFaults: Bool

    init(
        _ typed: FormFields = FormFields(),
        faults: [FieldError] = [],
        minimumPasswordLength: Int,
        top: AdminTop
    ) {
        let password = faults.first { $0.field == "password" }?.code
        let fault = password.map { SignUpFaults.password($0, minimumPasswordLength) }
        let faults = FieldFaults(faults)
        self.top = top
        fields = [
            .personEmail(typed["email"], error: faults["email"], isOptional: true).focused(),
            .personUsername(typed["username"], error: faults["username"]),
            .personName(typed["name"], error: faults["name"]),
            .firstPassword(minimumLength: minimumPasswordLength, error: fault),
            .roles(typed["roles"], error: faults["roles"]),
        ]
        hasFaults = top.alert != nil || fields.contains { $0.error != nil }
    }
}

extension FieldView {
    /// The password that somebody else begins with.
    fileprivate static func firstPassword(minimumLength: Int, error: Phrase?) -> FieldView {
        var field = newPassword(minimumLength: minimumLength, error: error)
        field.isOptional = true
        return field
    }
}
