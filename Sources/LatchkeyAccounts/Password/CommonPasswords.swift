internal import CCommonPasswords
import Crypto

/// Some 40,000 passwords that attackers try first, as the first 6 octets of their SHA-256 in ascending order.
///
/// `Scripts/common-passwords` makes the list. Another password is taken for one of them once in seven billion times.
enum CommonPasswords {
    private static let digestCount = 6

    /// How many there are.
    static var count: Int { latchkey_common_passwords_size() / digestCount }

    /// Whether the password, its ASCII letters in lower case, is one of them.
    static func contains(_ folded: [UInt8]) -> Bool {
        guard let list = latchkey_common_passwords() else { return false }
        let wanted = Array(SHA256.hash(data: folded).prefix(digestCount))
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let entry = UnsafeBufferPointer(start: list + middle * digestCount, count: digestCount)
            if entry.elementsEqual(wanted) { return true }
            range =
                entry.lexicographicallyPrecedes(wanted)
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }
}
