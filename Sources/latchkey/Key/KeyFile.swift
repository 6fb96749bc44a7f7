import LatchkeyJOSE

/// What a key file holds.
enum KeyFile {
    /// One key: it is used whatever `kid` a token names.
    case key(JWK)
    /// A JWK Set: the `kid` of a token picks the key.
    case set(JWKSet)

    /// Reads any format that ``JWK/init(keyFile:algorithm:passphrase:)`` knows, or a JWK Set.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - algorithms: what the key is to be used with; only one of HMAC makes a raw secret of the file.
    ///   - passphrase: what opens the file.
    /// - Throws: ``JWTError``.
    init(
        _ octets: [UInt8],
        algorithms: some Collection<SignatureAlgorithm>,
        passphrase: String? = nil
    ) throws(JWTError) {
        if let object = try? JSONObject(json: octets), object.contains("keys"), !object.contains("kty") {
            self = .set(try JWKSet(json: octets))
        } else {
            self = .key(try Self.key(octets, algorithms, passphrase))
        }
    }

    /// Reads a file named on the command line.
    ///
    /// Where the file is encrypted, its passphrase comes from the options, or is asked for at the terminal.
    static func read(
        _ path: String,
        algorithms: [SignatureAlgorithm],
        passphrase: KeyPassphrase? = nil
    ) throws -> KeyFile {
        let octets = try FileInput.read(path)
        do {
            return try KeyFile(octets, algorithms: algorithms, passphrase: passphrase?.given)
        } catch JWTError.passphraseRequired {
            guard let passphrase else {
                throw CommandFailure.refused(
                    "\(path) is encrypted. Take its public part: latchkey key public \(path)"
                )
            }
            return try KeyFile(octets, algorithms: algorithms, passphrase: passphrase.asked(for: path))
        } catch JWTError.passphraseWrong {
            throw CommandFailure.refused("\(path): the passphrase is wrong. Nothing was done.")
        } catch let error as JWTError {
            let hint =
                algorithms.isEmpty
                ? " To use it as a shared secret name the algorithm, for example --algorithm HS256." : ""
            throw CommandFailure.refused("\(path): \(error)\(hint)")
        }
    }

    /// Every key of the file.
    var keys: [JWK] {
        switch self {
        case .key(let key): [key]
        case .set(let set): set.keys
        }
    }

    private static func key(
        _ octets: [UInt8],
        _ algorithms: some Collection<SignatureAlgorithm>,
        _ passphrase: String?
    ) throws(JWTError) -> JWK {
        // The shortest hash asks least of a secret; which others it is long enough for is seen later.
        let hashes: [SignatureAlgorithm] = [.hs256, .hs384, .hs512]
        guard let hash = hashes.first(where: { algorithms.contains($0) }) else {
            return try JWK(keyFile: octets, passphrase: passphrase)
        }
        if let key = try? JWK(keyFile: octets, passphrase: passphrase) { return key }
        var key = try JWK(keyFile: octets, algorithm: hash, passphrase: passphrase)
        key.algorithm = nil
        return key
    }
}
