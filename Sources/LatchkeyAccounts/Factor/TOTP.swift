import Crypto
public import FoundationEssentials

/// Codes that an authenticator application computes from a shared secret and the time (RFC 6238).
///
/// Six digits, thirty seconds, HMAC-SHA-1: what every application can do. SHA-1 is not at risk here, since HMAC does not
/// need a hash without collisions.
///
/// ```swift
/// let totp = TOTP()
/// show(totp.uri(issuer: "Shop", account: "ada@example.org"))
/// guard let step = totp.acceptedStep(of: typed, at: now, after: lastStep) else { throw … }
/// save(step)    // the code, and every earlier one, is not accepted again
/// ```
public struct TOTP: Sendable {
    /// How long a code is shown, in seconds.
    public static let period: TimeInterval = 30
    /// How many digits a code has.
    public static let digits = 6
    /// How many steps a clock may be off, in either direction (RFC 6238 §5.2).
    public static let drift: Int64 = 1
    /// The size of a new secret in octets, that of the hash (RFC 4226 §4 asks for 16 at least).
    public static let secretSize = 20

    /// The shared secret.
    public let secret: [UInt8]

    /// Makes a new random secret.
    public init() {
        secret = SymmetricKey(size: SymmetricKeySize(bitCount: Self.secretSize * 8)).withUnsafeBytes {
            Array($0)
        }
    }

    /// Takes a secret that was made before; `nil` for fewer than 16 octets or more than 64.
    public init?(secret: [UInt8]) {
        guard (16...64).contains(secret.count) else { return nil }
        self.secret = secret
    }

    /// The secret as people type it into an application: base32.
    public var text: String { Base32.encode(secret) }

    /// The address that applications read from a QR code.
    ///
    /// - Parameters:
    ///   - issuer: the name of the service, shown in the application.
    ///   - account: the name of the account, shown beside it.
    /// - Returns: `otpauth://totp/…`, everything but letters and digits percent-encoded.
    public func uri(issuer: String, account: String) -> String {
        let (issuer, account) = (Self.encode(issuer), Self.encode(account))
        return "otpauth://totp/\(issuer):\(account)?secret=\(text)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(Self.digits)&period=\(Int(Self.period))"
    }

    /// The code of a moment.
    public func code(at now: Date) -> String { code(step: Self.step(at: now)) }

    /// The step that a typed code is that of, one before and one after now included.
    ///
    /// Every candidate is computed and compared in constant time. Store the step with the account in the transaction that
    /// signs in: a code is good once, and so is none before it.
    ///
    /// - Parameters:
    ///   - typed: what was typed; spaces do not count.
    ///   - now: the time.
    ///   - last: the step accepted last; `nil` when none was.
    /// - Returns: the step; `nil` for a wrong code, an old one, and one that was accepted before.
    public func acceptedStep(of typed: String, at now: Date, after last: Int64?) -> Int64? {
        let octets = typed.utf8.filter { $0 != UInt8(ascii: " ") }
        let current = Self.step(at: now)
        var accepted: Int64?
        for step in (current - Self.drift)...(current + Self.drift) {
            let isSame = Self.isSame(octets, Array(code(step: step).utf8))
            if isSame, accepted == nil, step > last ?? .min { accepted = step }
        }
        return accepted
    }

    /// RFC 4226 §5.3: the low digits of four octets of the MAC, chosen by its last half octet.
    private func code(step: Int64) -> String {
        let counter = withUnsafeBytes(of: UInt64(bitPattern: step).bigEndian) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret))
        )
        let offset = Int(mac[mac.count - 1] & 0xF)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        return String(String(1_000_000 + number % 1_000_000).dropFirst())
    }

    /// Clamped far beyond any calendar, so that no time is too large for a whole number.
    private static func step(at now: Date) -> Int64 {
        let seconds = now.timeIntervalSince1970
        guard seconds > 0 else { return 0 }
        return Int64((min(seconds, 1e15) / period).rounded(.down))
    }

    private static func isSame(_ typed: [UInt8], _ code: [UInt8]) -> Bool {
        guard typed.count == code.count else { return false }
        return zip(typed, code).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }

    private static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let octets = text.utf8.flatMap { octet -> [UInt8] in
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                [octet]
            default: [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 0xF)]]
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
