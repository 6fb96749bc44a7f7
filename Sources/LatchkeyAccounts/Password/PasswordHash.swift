import Crypto
import FoundationEssentials

/// A password hash in the PHC string format, argon2id only: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`.
///
/// Reading is strict, and refuses costs beyond what this process is willing to pay.
struct PasswordHash: Sendable, Equatable {
    let parameters: Argon2Parameters
    let salt: [UInt8]
    let tag: [UInt8]

    /// Hashes a password with a new random 128-bit salt; runs for tens of milliseconds.
    init(of password: [UInt8], parameters: Argon2Parameters) throws(Argon2.Failure) {
        var random = SystemRandomNumberGenerator()
        salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        tag = try Argon2.hash(password: password, salt: salt, parameters: parameters)
        self.parameters = parameters
    }

    /// Reads the PHC string; `nil` for any other format, version or cost.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
            let parameters = Self.parameters(parts[3]), parameters.isAffordable,
            let salt = Self.base64Decode(parts[4]), (8...64).contains(salt.count),
            let tag = Self.base64Decode(parts[5]), (16...128).contains(tag.count)
        else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.tag = tag
    }

    /// The PHC string.
    var text: String {
        let cost = "m=\(parameters.memory),t=\(parameters.iterations),p=\(parameters.parallelism)"
        return "$argon2id$v=19$\(cost)$\(Self.base64Encode(salt))$\(Self.base64Encode(tag))"
    }

    /// Whether the password leads to the same tag; runs for tens of milliseconds, compares in constant time.
    func matches(_ password: [UInt8]) throws(Argon2.Failure) -> Bool {
        let other = try Argon2.hash(
            password: password,
            salt: salt,
            parameters: parameters,
            tagSize: tag.count
        )
        return zip(tag, other).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }

    private static func parameters(_ text: String) -> Argon2Parameters? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3 else { return nil }
        let values = zip(fields, ["m=", "t=", "p="]).compactMap { field, prefix -> UInt32? in
            guard field.hasPrefix(prefix) else { return nil }
            let digits = field.dropFirst(prefix.count)
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !digits.hasPrefix("0") else {
                return nil
            }
            return UInt32(digits)
        }
        guard values.count == 3 else { return nil }
        return Argon2Parameters(memory: values[0], iterations: values[1], parallelism: values[2])
    }

    // PHC strings use the standard alphabet without padding.
    private static func base64Encode(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    private static func base64Decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count % 4 != 1, !text.contains("=") else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + padding), base64Encode(Array(data)) == text else {
            return nil
        }
        return Array(data)
    }
}
