import Crypto
public import LatchkeyTokens

/// A code for the day when the telephone is lost: fifty random bits, good once.
///
/// ```swift
/// let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode() }
/// show(codes.map(\.text))                          // once; only digests are kept
/// let isKnown = RecoveryCode(typed).map { kept.contains($0.digest(of: account, digest)) } ?? false
/// ```
public struct RecoveryCode: Sendable, Equatable {
    /// How many an account gets at a time.
    public static let count = 10
    private static let length = 10

    /// What is shown: ten characters of base32 in lower case, a hyphen in the middle.
    public let text: String

    /// Makes a new random code.
    public init() {
        let random = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        text = Self.grouped(Base32.encode(random).utf8.prefix(Self.length).map { Self.lowercased($0) })
    }

    /// Reads what was typed: any case, hyphens and spaces anywhere; `nil` for anything that is no code.
    public init?(_ typed: String) {
        guard typed.utf8.count <= 64 else { return nil }
        let characters = typed.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
            .map(Self.lowercased)
        guard characters.count == Self.length, characters.allSatisfy(Self.isCharacter) else { return nil }
        text = Self.grouped(characters)
    }

    /// What is kept of the code: a digest under the server's own key, another for each account, so that a copy of the database
    /// does not give the codes away.
    ///
    /// - Returns: 16 octets.
    public func digest(of account: UUIDv7, _ digest: KeyedDigest) -> [UInt8] {
        digest("recovery code", account.description, text)
    }

    private static func grouped(_ characters: [UInt8]) -> String {
        String(decoding: characters.prefix(5) + [UInt8(ascii: "-")] + characters.suffix(5), as: UTF8.self)
    }

    private static func lowercased(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }

    private static func isCharacter(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "2")...UInt8(ascii: "7"): true
        default: false
        }
    }
}
