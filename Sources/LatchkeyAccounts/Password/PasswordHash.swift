import FoundationEssentials
import LatchkeyTokens

/// A password hash in the PHC string format, argon2id only: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`.
///
/// Reading is strict, and refuses costs beyond what this process is willing to pay.
struct PasswordHash: PasswordHashFormat, Equatable {
    let parameters: Argon2Parameters
    let salt: [UInt8]
    let tag: [UInt8]

    private static let saltSize = 16
    private static let tagSize = 32

    /// Hashes a password with a new random 128-bit salt; runs for tens of milliseconds.
    init(of password: [UInt8], parameters: Argon2Parameters) throws(Argon2.Failure) {
        salt = RandomOctets.make(Self.saltSize)
        tag = try Argon2.hash(password: password, salt: salt, parameters: parameters)
        self.parameters = parameters
    }

    /// A hash that no password leads to, and that costs the same to check as one of these parameters.
    init(withoutPassword parameters: Argon2Parameters) {
        self.parameters = parameters
        salt = RandomOctets.make(Self.saltSize)
        // All of 256 bits would have to be met by chance.
        tag = RandomOctets.make(Self.tagSize)
    }

    /// Reads the PHC string; `nil` for any other format, version or cost.
    init?(_ fields: [Substring]) {
        guard fields.count == 6, fields[0].isEmpty, fields[1] == "argon2id", fields[2] == "v=19",
            let parameters = Argon2Parameters(phc: fields[3]), parameters.isAffordable,
            let salt = HashFields.base64(fields[4]), (8...64).contains(salt.count),
            let tag = HashFields.base64(fields[5]), (16...128).contains(tag.count)
        else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.tag = tag
    }

    /// The PHC string.
    var text: String {
        "$argon2id$v=19$\(parameters)$\(Self.base64Encode(salt))$\(Self.base64Encode(tag))"
    }

    /// Whether the password leads to the same tag; runs for tens of milliseconds, compares in constant time.
    func matches(_ password: [UInt8]) throws(Argon2.Failure) -> Bool {
        let other = try Argon2.hash(
            password: password,
            salt: salt,
            parameters: parameters,
            tagSize: tag.count
        )
        return other.isEqualInConstantTime(to: tag)
    }

    /// Whether a new hash of this cost would have the same form; one of another form takes another time to check, too.
    func isLikeNew(of parameters: Argon2Parameters) -> Bool {
        self.parameters == parameters && salt.count == Self.saltSize && tag.count == Self.tagSize
    }

    // PHC strings use the standard alphabet without padding.
    private static func base64Encode(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }
}
