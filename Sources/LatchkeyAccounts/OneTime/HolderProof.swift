import LatchkeyTokens

/// Shows that whoever follows a link in a mail has the account that it is about.
///
/// The link shows that the mail was read, which the owner of an address does also when somebody else typed it. So a link
/// that ties an address to an account asks for the account as well: by being signed in to it, by a device that it was
/// used on, or by its password.
struct HolderProof: Sendable {
    let check: PasswordCheck

    init(storage: any AccountStorage, hasher: PasswordHasher, limits: LoginLimits) {
        check = PasswordCheck(storage: storage, hasher: hasher, limits: limits)
    }

    /// Whether it is shown without a password.
    func isShown(
        of account: UUIDv7,
        signedInAs holder: UUIDv7?,
        from client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> Bool {
        try holder == account || KnownDevice.of(client, account: account, in: tx) != nil
    }

    /// Writes something once the password is right.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` naming a missing `password`, and what a login throws.
    func byPassword<Result: Sendable>(
        _ password: String?,
        of account: UUIDv7,
        from client: ClientContext,
        write: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await check.tries(Self.present(password), of: .account(account), from: client) { passed in
            try await check.storage.transaction { tx in
                try passed.settle(in: tx)
                return try write(tx)
            }
        }
    }

    /// Writes something once a password fits a hash that belongs to no account yet.
    ///
    /// - Throws: as above; failures count against the client's address.
    func byPassword<Result: Sendable>(
        _ password: String?,
        hashed hash: String,
        from client: ClientContext,
        write: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        let password = try Self.present(password)
        if let fault = PasswordPolicy.formFault(of: password) {
            throw AccountError.invalid(FieldError("password", fault))
        }
        return try await check.limits.counting(client) {
            guard try await check.hasher.verify(password, against: hash).matches else {
                throw AccountError.invalidCredentials
            }
            return try await check.storage.transaction(write)
        }
    }

    private static func present(_ password: String?) throws(AccountError) -> String {
        guard let password, !password.isEmpty else { throw .invalid(FieldError("password", .missing)) }
        return password
    }
}
