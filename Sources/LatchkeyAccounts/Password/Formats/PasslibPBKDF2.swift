/// Passlib's `$pbkdf2-sha256$29000$salt$key`, also `$pbkdf2-sha512$` and, for SHA-1, `$pbkdf2$`.
struct PasslibPBKDF2: PasswordHashFormat {
    private static let functions: [Substring: PBKDF2.Function] = [
        "pbkdf2": .sha1, "pbkdf2-sha256": .sha256, "pbkdf2-sha512": .sha512,
    ]

    private let hash: PBKDF2

    init?(_ fields: [Substring]) {
        guard fields.count == 5, fields[0].isEmpty, let function = Self.functions[fields[1]],
            let iterations = HashFields.decimal(fields[2]),
            let salt = HashFields.adaptedBase64(fields[3]),
            let key = HashFields.adaptedBase64(fields[4]),
            let hash = PBKDF2(function, iterations: iterations, salt: salt, key: key)
        else { return nil }
        self.hash = hash
    }

    func matches(_ password: [UInt8]) throws -> Bool { try hash.matches(password) }
}
