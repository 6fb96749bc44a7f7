import Crypto
import LatchkeyJOSE
public import LatchkeyTokens

/// What a refresh token says: which session, which generation, and the session's secret nonce.
struct RefreshToken: Sendable, Equatable {
    let sessionID: UUIDv7
    let counter: Int64
    let nonce: [UInt8]

    static let nonceSize = 16

    /// SHA-256 of the nonce, as the session row holds it.
    var nonceDigest: [UInt8] { Array(SHA256.hash(data: nonce)) }

    /// The token of the same session with another counter.
    func with(counter: Int64) -> RefreshToken {
        RefreshToken(sessionID: sessionID, counter: counter, nonce: nonce)
    }
}

/// Writes and reads the text of refresh tokens: `lkr_` and base64url of
/// version, key id, session id, counter, nonce, MAC and CRC-32.
///
/// The MAC is made with a key of the server, the nonce is known to the database by its digest only: neither the
/// database alone nor the server's secret alone can forge a token. The checksum lets secret scanners recognise one,
/// and junk is refused without touching the database.
public struct RefreshTokenCodec: Sendable {
    private static let prefix = Array("lkr_".utf8)
    private static let version: UInt8 = 1
    private static let keyID: UInt8 = 1
    private static let bodySize = 2 + 16 + 8 + RefreshToken.nonceSize

    private let mac: HMACSHA256

    /// Derives the MAC key.
    public init(_ masterKey: MasterKey) {
        mac = HMACSHA256(key: masterKey.derive(.refreshToken))
    }

    func write(_ token: RefreshToken) -> String {
        var bytes: [UInt8] = [Self.version, Self.keyID]
        bytes += token.sessionID.bytes
        bytes += Self.bigEndian(UInt64(bitPattern: token.counter), size: 8)
        bytes += token.nonce
        bytes += mac.code(for: Self.prefix + bytes)
        bytes += Self.bigEndian(UInt64(CRC32.checksum(of: bytes[...])), size: 4)
        return "lkr_" + Base64URL.encode(bytes)
    }

    /// Whether a text has the form and the checksum of a refresh token, which anybody can tell and a secret scanner does.
    ///
    /// It says nothing about whether a server made it.
    public static func isIntact(_ text: String) -> Bool { octets(of: text) != nil }

    /// The octets of a text that is intact.
    private static func octets(of text: String) -> [UInt8]? {
        // Octets, not characters: a combining mark behind the prefix would be dropped together with its last one.
        guard text.utf8.starts(with: prefix),
            let bytes = Base64URL.decode(Array(text.utf8.dropFirst(prefix.count))),
            bytes.count == bodySize + HMACSHA256.codeSize + 4, bytes[0] == version, bytes[1] == keyID
        else { return nil }
        let checksum = bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
        return CRC32.checksum(of: bytes.dropLast(4)) == checksum ? bytes : nil
    }

    /// Reads a token that this server has written; `nil` for junk, a broken checksum or a forgery.
    func read(_ text: String) -> RefreshToken? {
        guard let bytes = Self.octets(of: text) else { return nil }
        let body = bytes[..<Self.bodySize]
        let code = bytes[Self.bodySize..<Self.bodySize + HMACSHA256.codeSize]
        guard mac.isValid(code, for: Self.prefix + body),
            let sessionID = UUIDv7(bytes: body[2..<18])
        else { return nil }
        let counter = body[18..<26].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return RefreshToken(
            sessionID: sessionID,
            counter: Int64(bitPattern: counter),
            nonce: Array(body[26...])
        )
    }

    private static func bigEndian(_ value: UInt64, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }
}
