import LatchkeyJOSE

/// What a key file holds.
enum KeyFile {
    /// One key: it is used whatever `kid` a token names.
    case key(JWK)
    /// A JWK Set: the `kid` of a token picks the key.
    case set(JWKSet)

    /// Reads PEM, JWK, JWK Set, or a raw secret.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - algorithms: what the key is to be used with; only one of HMAC makes a raw secret of the file.
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    init(_ octets: [UInt8], algorithms: some Collection<SignatureAlgorithm>) throws(JWTError) {
        if let object = try? JSONObject(json: octets), object.contains("keys"), !object.contains("kty") {
            self = .set(try JWKSet(json: octets))
        } else {
            self = .key(try Self.key(octets, algorithms))
        }
    }

    /// Reads a file named on the command line.
    static func read(_ path: String, algorithms: [SignatureAlgorithm]) throws -> KeyFile {
        let octets = try FileInput.read(path)
        do {
            return try KeyFile(octets, algorithms: algorithms)
        } catch {
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
        _ algorithms: some Collection<SignatureAlgorithm>
    ) throws(JWTError) -> JWK {
        // The shortest hash asks least of a secret; which others it is long enough for is seen later.
        let hashes: [SignatureAlgorithm] = [.hs256, .hs384, .hs512]
        guard let hash = hashes.first(where: { algorithms.contains($0) }) else {
            return try JWK(keyFile: octets)
        }
        if let key = try? JWK(keyFile: octets) { return key }
        var key = try JWK(keyFile: octets, algorithm: hash)
        key.algorithm = nil
        return key
    }
}
