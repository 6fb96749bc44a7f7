/// What an administrator changes about an account, all of it or nothing; what is `nil` stays as it is.
public struct AccountChange: Sendable {
    /// How the person wants to be called; `.some(nil)` takes the name away.
    public var name: String??
    /// The user name, in any ASCII case; `.some(nil)` takes it away.
    public var username: String??
    /// The e-mail address, in any ASCII case; `.some(nil)` takes it away.
    ///
    /// A new one counts as not verified.
    public var email: String??
    /// The roles, exactly these.
    public var roles: [String]?
    /// Whether the account is locked.
    public var isLocked: Bool?

    /// Changes nothing; set what is to change.
    public init() {}

    /// The same change in canonical form.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` with every fault.
    func validated() throws(AccountError) -> AccountChange {
        var canonical = self
        var faults: [FieldError] = []
        if case .some(.some(let name)) = name { faults += NewAccount.faults(ofName: name) }
        canonical.username = Self.canonical(username, &faults) { (text) throws(AccountError) in
            try LoginName.canonicalUsername(text)
        }
        canonical.email = Self.canonical(email, &faults) { (text) throws(AccountError) in
            try LoginName.canonicalEmail(text)
        }
        if let roles, !roles.allSatisfy(RoleName.isValid) {
            faults.append(FieldError("roles", .invalidFormat))
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return canonical
    }

    private static func canonical(
        _ value: String??,
        _ faults: inout [FieldError],
        form: (String) throws(AccountError) -> String
    ) -> String?? {
        guard case .some(.some(let text)) = value else { return value }
        do {
            return try form(text)
        } catch {
            faults += error.fields
            return value
        }
    }
}
