/// Werkzeug's `pbkdf2:sha256:600000$salt$hex`, what Flask applications have stored for years; also sha1 and sha512.
///
/// Without its count of iterations the text means whatever was Werkzeug's default that year, and is refused.
struct WerkzeugPBKDF2: PasswordHashFormat {
    private let hash: PBKDF2

    init?(_ fields: [Substring]) {
        guard fields.count == 3 else { return nil }
        let method = fields[0].split(separator: ":", omittingEmptySubsequences: false)
        guard method.count == 3, method[0] == "pbkdf2",
            let function = PBKDF2.Function(rawValue: String(method[1])),
            let iterations = HashFields.decimal(method[2]),
            let salt = HashFields.alphanumericSalt(fields[1]),
            let key = HashFields.hex(fields[2], count: function.outputCount),
            let hash = PBKDF2(function, iterations: iterations, salt: salt, key: key)
        else { return nil }
        self.hash = hash
    }

    func matches(_ password: [UInt8]) throws -> Bool { try hash.matches(password) }
}
