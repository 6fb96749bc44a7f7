internal import CCrypt
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// bcrypt, `$2b$12$` and 53 characters of salt and hash; also under the names `2a` and `2y`.
///
/// A hash is verified as it was made: of a password longer than 72 octets only the first 72 count. A password with a
/// NUL in it never matches, for bcrypt stops there. None is made anew.
struct BcryptHash: PasswordHashFormat {
    /// libcrypt has no memory, or refused the text.
    struct Failure: Error, Equatable {}

    /// The highest cost that this process is willing to pay for a stored hash: some seconds.
    static let maximumCost = 16
    /// How many octets of a password bcrypt looks at.
    private static let significantOctets = 72
    private static let saltCount = 22
    private static let alphabet = Set("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// Variant, cost and salt, as libcrypt wants them.
    private let setting: String
    private let hash: [UInt8]

    init?(_ fields: [Substring]) {
        guard fields.count == 4, fields[0].isEmpty, ["2a", "2b", "2y"].contains(fields[1]),
            fields[2].utf8.count == 2, let tens = fields[2].first, "01".contains(tens),
            let cost = Int(fields[2]), (4...Self.maximumCost).contains(cost),
            fields[3].utf8.count == 53, fields[3].utf8.allSatisfy(Self.alphabet.contains)
        else { return nil }
        setting = "$\(fields[1])$\(fields[2])$\(fields[3].prefix(Self.saltCount))"
        hash = Array(fields[3].utf8.dropFirst(Self.saltCount))
    }

    func matches(_ password: [UInt8]) throws -> Bool {
        var phrase = password.prefix(Self.significantOctets).map { CChar(bitPattern: $0) }
        phrase.append(0)
        var data: UnsafeMutableRawPointer?
        var size: Int32 = 0
        // Allocated by the call, whatever its outcome.
        defer { free(data) }
        guard let output = crypt_ra(phrase, setting, &data, &size) else { throw Failure() }
        // libcrypt clears the unused bits of the salt's last character, which some libraries have set.
        let other = Array(UnsafeBufferPointer(start: output, count: strlen(output)).suffix(hash.count))
        return other.map { UInt8(bitPattern: $0) }.isEqualInConstantTime(to: hash) && !password.contains(0)
    }
}
