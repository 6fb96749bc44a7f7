/// The PHC string of argon2i, `$argon2i$v=19$m=102400,t=2,p=8$salt$tag`, also of the older version 16.
struct Argon2iHash: PasswordHashFormat {
    private let version: Argon2.Version
    private let parameters: Argon2Parameters
    private let salt: [UInt8]
    private let tag: [UInt8]

    init?(_ fields: [Substring]) {
        guard fields.count == 6, fields[0].isEmpty, fields[1] == "argon2i",
            let version = Self.version(fields[2]),
            let parameters = Argon2Parameters(phc: fields[3]), parameters.isAffordable,
            let salt = HashFields.base64(fields[4]), (8...64).contains(salt.count),
            let tag = HashFields.base64(fields[5]), (16...128).contains(tag.count)
        else { return nil }
        self.version = version
        self.parameters = parameters
        self.salt = salt
        self.tag = tag
    }

    private static func version(_ text: Substring) -> Argon2.Version? {
        switch text {
        case "v=19": .v19
        case "v=16": .v16
        default: nil
        }
    }

    func matches(_ password: [UInt8]) throws -> Bool {
        try Argon2.hash(
            password: password,
            salt: salt,
            parameters: parameters,
            variant: .i,
            version: version,
            tagSize: tag.count
        ).isEqualInConstantTime(to: tag)
    }
}
