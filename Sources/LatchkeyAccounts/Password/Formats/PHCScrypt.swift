/// The PHC string of scrypt, `$scrypt$ln=16,r=8,p=1$salt$key`, as passlib writes it.
struct PHCScrypt: PasswordHashFormat {
    private let scrypt: Scrypt
    private let salt: [UInt8]
    private let key: [UInt8]

    init?(_ fields: [Substring]) {
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt",
            let costs = HashFields.decimals(fields[2], named: ["ln", "r", "p"]),
            let scrypt = Scrypt(log2Cost: costs[0], blockSize: costs[1], parallelism: costs[2]),
            let salt = HashFields.base64(fields[3]), (1...128).contains(salt.count),
            let key = HashFields.base64(fields[4]), (16...64).contains(key.count)
        else { return nil }
        self.scrypt = scrypt
        self.salt = salt
        self.key = key
    }

    func matches(_ password: [UInt8]) throws -> Bool {
        try scrypt.key(of: password, salt: salt, count: key.count).isEqualInConstantTime(to: key)
    }
}
