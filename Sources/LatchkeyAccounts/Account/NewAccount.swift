/// The input of a sign-up, as it came.
public struct NewAccount: Sendable {
    /// The e-mail address, in any ASCII case.
    public var email: String?
    /// The user name, in any ASCII case.
    public var username: String?
    /// How the person wants to be called.
    public var name: String?
    /// The password.
    public var password: String
    /// Roles granted from the start; a sign-up grants none.
    public var roles: [String]

    /// Collects the input.
    public init(
        email: String? = nil,
        username: String? = nil,
        name: String? = nil,
        password: String,
        roles: [String] = []
    ) {
        self.email = email
        self.username = username
        self.name = name
        self.password = password
        self.roles = roles
    }

    /// The same input in canonical form.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` with every fault.
    func validated(by policy: PasswordPolicy) throws(AccountError) -> NewAccount {
        var canonical = self
        var faults: [FieldError] = []
        if email == nil, username == nil { faults.append(FieldError("email", .missing)) }
        canonical.email = Self.canonical(email, &faults) { (text) throws(AccountError) in
            try LoginName.canonicalEmail(text)
        }
        canonical.username = Self.canonical(username, &faults) { (text) throws(AccountError) in
            try LoginName.canonicalUsername(text)
        }
        let nameFaults = name.map { Self.faults(ofName: $0) } ?? []
        faults += nameFaults
        // Only names that passed: the password is compared with every word of them.
        let names = [canonical.email, canonical.username, nameFaults.isEmpty ? name : nil].compactMap(\.self)
        let codes = password.isEmpty ? [.missing] : policy.faults(of: password, names: names)
        faults += codes.map { FieldError("password", $0) }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return canonical
    }

    /// The canonical form of one name; `nil` when there is none, or when it has the faults that are added.
    private static func canonical(
        _ text: String?,
        _ faults: inout [FieldError],
        form: (String) throws(AccountError) -> String
    ) -> String? {
        guard let text else { return nil }
        do {
            return try form(text)
        } catch {
            faults += error.fields
            return nil
        }
    }

    /// Any script will do, but no control characters, which a terminal or a mail header would obey, and nothing
    /// invisible that makes one name look like another.
    static func faults(ofName name: String) -> [FieldError] {
        if name.utf8.count > 200 { return [FieldError("name", .tooLong)] }
        return PlainText.isPlain(name) ? [] : [FieldError("name", .invalidFormat)]
    }
}

extension AccountError {
    /// The faults it carries.
    var fields: [FieldError] {
        guard case .invalidFields(let fields) = self else { return [] }
        return fields
    }
}
