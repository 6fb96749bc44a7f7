import LatchkeySQL
import LatchkeyTokens

extension SQLValue {
    /// Appends the octets of PostgreSQL's binary format; returns `false` for NULL.
    func write(to octets: inout [UInt8]) -> Bool {
        switch self {
        case .null: return false
        case .integer(let integer): withUnsafeBytes(of: integer.bigEndian) { octets.append(contentsOf: $0) }
        case .flag(let flag): octets.append(flag ? 1 : 0)
        case .text(let text):
            octets.append(contentsOf: NULText.isNeeded(for: text) ? NULText.encode(text) : Array(text.utf8))
        case .blob(let bytes): octets.append(contentsOf: bytes)
        case .id(let id):
            withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { octets.append(contentsOf: $0) }
        }
        return true
    }
}
