/// Django's `pbkdf2_sha256$1000000$salt$base64`.
struct DjangoPBKDF2: PasswordHashFormat {
    private let hash: PBKDF2

    init?(_ fields: [Substring]) {
        guard fields.count == 4, fields[0] == "pbkdf2_sha256",
            let iterations = HashFields.decimal(fields[1]),
            let salt = HashFields.alphanumericSalt(fields[2]),
            let key = HashFields.paddedBase64(fields[3]),
            let hash = PBKDF2(.sha256, iterations: iterations, salt: salt, key: key)
        else { return nil }
        self.hash = hash
    }

    func matches(_ password: [UInt8]) throws -> Bool { try hash.matches(password) }
}
