/// argon2 (RFC 9106): the tag of a password, by whichever library computes it.
enum Argon2 {
    /// The library refused; its own code.
    struct Failure: TransientStorageFailure, Equatable, CustomStringConvertible {
        let code: Int32

        /// Memory that is short now may be there in a moment.
        var isTransient: Bool { true }

        // Costs and lengths are checked before: what remains is memory.
        var description: String {
            "no password hash (code \(code)): the system has not enough memory for one of its cost"
        }
    }

    /// Which memory is read when: argon2id for what we make, argon2i for what others have made.
    enum Variant: Sendable { case id, i }

    /// The revision of the algorithm.
    enum Version: Sendable { case v16, v19 }

    /// Computes the tag of a password; runs for tens of milliseconds on the calling thread.
    ///
    /// What we make ourselves goes to libsodium, which takes two thirds of the time of the reference implementation;
    /// what libsodium does not know goes to that one: several lanes, argon2i, the older revision, salts of other lengths.
    static func hash(
        password: [UInt8],
        salt: [UInt8],
        parameters: Argon2Parameters,
        variant: Variant = .id,
        version: Version = .v19,
        tagSize: Int = 32
    ) throws(Failure) -> [UInt8] {
        if variant == .id, version == .v19, parameters.parallelism == 1, salt.count == SodiumArgon2.saltSize {
            return try SodiumArgon2.hash(
                password: password,
                salt: salt,
                memory: parameters.memory,
                iterations: parameters.iterations,
                tagSize: tagSize
            )
        }
        return try ReferenceArgon2.hash(
            password: password,
            salt: salt,
            parameters: parameters,
            variant: variant,
            version: version,
            tagSize: tagSize
        )
    }
}
