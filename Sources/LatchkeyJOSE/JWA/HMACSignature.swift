import Crypto

/// HMAC (RFC 7518 §3.2) with the key schedule run once: a copy of the keyed state starts every code.
struct HMACSignature<Hash: HashFunction>: Sendable {
    private let keyed: HMAC<Hash>

    init(secret: [UInt8]) {
        self.keyed = HMAC(key: SymmetricKey(data: secret))
    }

    func code(for input: UnsafeRawBufferPointer) -> HMAC<Hash>.MAC {
        var authenticator = keyed
        authenticator.update(data: input)
        return authenticator.finalize()
    }

    /// Compares in constant time.
    func isValid(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        code(for: input) == signature
    }
}
