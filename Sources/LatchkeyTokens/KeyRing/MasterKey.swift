import Crypto
import FoundationEssentials

/// The one secret from which every server-side key is derived (HKDF-SHA-256, RFC 5869).
///
/// 32 octets, kept outside the database, so that neither a copy of the database nor the master key alone is of use.
/// Each purpose gets a key of its own.
public struct MasterKey: Sendable {
    /// What a derived key is for.
    ///
    /// The raw value is part of the derivation: it can never change.
    public enum Purpose: String, Sendable {
        /// Encrypts the signing keys at rest.
        case keyRing = "latchkey key ring v1"
        /// Authenticates refresh tokens.
        case refreshToken = "latchkey refresh token v1"
        /// Makes digests of names and addresses for throttling and audit.
        case digest = "latchkey digest v1"
        /// Authenticates the anti-forgery tokens of browser forms.
        case formToken = "latchkey form token v1"
        /// Keys the digests of short one-time codes.
        case oneTimeCode = "latchkey one-time code v1"
        /// Derives a signing key for each account.
        case accountKeys = "latchkey account keys v1"
        /// Seals the chains of the audit log.
        case auditChain = "latchkey audit chain v1"
        /// Encrypts the mails that wait to be sent.
        case mail = "latchkey mail queue v1"
        /// Encrypts the secrets of second factors at rest.
        case factorSecret = "latchkey factor secret v1"
        /// Recognises the master key that a database belongs to.
        case check = "latchkey master key check v1"
    }

    /// The size of a master key in octets.
    public static let size = 32

    private let key: SymmetricKey

    /// Takes the octets of a master key; `nil` unless there are exactly 32.
    public init?(bytes: some Sequence<UInt8>) {
        let octets = Array(bytes)
        guard octets.count == Self.size else { return nil }
        key = SymmetricKey(data: octets)
    }

    /// Makes a new random master key.
    public init() {
        key = SymmetricKey(size: .bits256)
    }

    /// The octets, for writing the key file.
    public var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

    /// The 32-octet key for one purpose.
    public func derive(_ purpose: Purpose) -> [UInt8] {
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            info: Array(purpose.rawValue.utf8),
            outputByteCount: 32
        )
        return derived.withUnsafeBytes { Array($0) }
    }

    /// Encrypts with AES-256-GCM under the key of a purpose, bound to a context that must be given again.
    public func seal(_ plaintext: [UInt8], for purpose: Purpose, context: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            plaintext,
            using: SymmetricKey(data: derive(purpose)),
            authenticating: Array(context.utf8)
        )
        // A 96-bit nonce always combines; the fallback spells out the same layout.
        return Array(box.combined ?? Data(box.nonce) + box.ciphertext + box.tag)
    }

    /// Opens what ``seal(_:for:context:)`` made; throws when key, context or a single bit differs.
    public func open(_ sealed: [UInt8], for purpose: Purpose, context: String) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: sealed)
        return Array(
            try AES.GCM.open(
                box,
                using: SymmetricKey(data: derive(purpose)),
                authenticating: Array(context.utf8)
            )
        )
    }
}
