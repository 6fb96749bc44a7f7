internal import CSodium

/// argon2id over libsodium, which uses the vector instructions that the processor has.
///
/// libsodium maps the memory of each hash, and gives it back to the system behind it.
enum SodiumArgon2 {
    /// Octets of the only kind of salt that libsodium takes.
    static let saltSize = 16

    /// Computes the tag of a password, with one lane; tags are of 16 octets at least, salts of ``saltSize``.
    static func hash(
        password: [UInt8],
        salt: [UInt8],
        memory: UInt32,
        iterations: UInt32,
        tagSize: Int
    ) throws(Argon2.Failure) -> [UInt8] {
        guard isReady, salt.count == saltSize else { throw Argon2.Failure(code: -1) }
        var tag = [UInt8](repeating: 0, count: tagSize)
        let code = password.withUnsafeBytes { octets -> Int32 in
            // An empty array may have no address, and libsodium wants one.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { nothing in
                nothing.initialize(repeating: 0)
                let characters = octets.assumingMemoryBound(to: CChar.self)
                guard let start = characters.baseAddress ?? UnsafePointer(nothing.baseAddress) else {
                    return -1
                }
                return crypto_pwhash_argon2id(
                    &tag,
                    UInt64(tagSize),
                    start,
                    UInt64(octets.count),
                    salt,
                    UInt64(iterations),
                    Int(memory) * 1024,
                    crypto_pwhash_argon2id_ALG_ARGON2ID13
                )
            }
        }
        guard code == 0 else { throw Argon2.Failure(code: code) }
        return tag
    }

    /// libsodium chooses among its implementations when it is told to start, once for a process.
    private static let isReady = sodium_init() >= 0
}
