/// Werkzeug's `scrypt:32768:8:1$salt$hex`, the default since its version 2.3.
struct WerkzeugScrypt: PasswordHashFormat {
    private let scrypt: Scrypt
    private let salt: [UInt8]
    private let key: [UInt8]

    init?(_ fields: [Substring]) {
        guard fields.count == 3 else { return nil }
        let method = fields[0].split(separator: ":", omittingEmptySubsequences: false)
        guard method.count == 4, method[0] == "scrypt",
            let cost = HashFields.decimal(method[1]), let blockSize = HashFields.decimal(method[2]),
            let parallelism = HashFields.decimal(method[3]),
            let scrypt = Scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism),
            let salt = HashFields.alphanumericSalt(fields[1]),
            let key = HashFields.hex(fields[2], count: 64)
        else { return nil }
        self.scrypt = scrypt
        self.salt = salt
        self.key = key
    }

    func matches(_ password: [UInt8]) throws -> Bool {
        try scrypt.key(of: password, salt: salt, count: key.count).isEqualInConstantTime(to: key)
    }
}
