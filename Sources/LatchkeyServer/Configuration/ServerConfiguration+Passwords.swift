public import LatchkeyAccounts

extension ServerConfiguration {
    /// Which passwords are accepted.
    ///
    /// - Throws: ``ConfigurationError`` when the file of breached passwords cannot be used.
    public func passwordPolicy() throws -> PasswordPolicy {
        guard let breachedPasswordsFile else { return PasswordPolicy(minimumLength: minimumPasswordLength) }
        do {
            let breached = try BreachedPasswords(path: breachedPasswordsFile)
            return PasswordPolicy(minimumLength: minimumPasswordLength, breached: breached)
        } catch {
            throw ConfigurationError("passwords.breachedFile: \(error.description)")
        }
    }
}
