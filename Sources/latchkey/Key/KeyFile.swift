import LatchkeyJOSE
import LatchkeyOpenSSL

/// What a key file holds.
enum KeyFile {
    /// One key: it is used whatever `kid` a token names.
    case key(JWK)
    /// A JWK Set: the `kid` of a token picks the key.
    case set(JWKSet)
    /// One key of secp256k1 or Ed448.
    case openSSLKey(OpenSSLKey)
    /// A JWK Set with keys of those curves in it.
    case mixedSet(JWKSet, [OpenSSLKey])

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
            self = try Self.set(JWKSet(json: octets), object)
        } else {
            self = try Self.single(octets, algorithms, passphrase)
        }
    }

    /// Reads a file named on the command line.
    ///
    /// Where the file is encrypted, its passphrase comes from the options, or is asked for at the terminal.
    ///
    /// - Parameters:
    ///   - path: the file, or `-` for standard input.
    ///   - algorithms: what the key is to be used with.
    ///   - passphrase: where the passphrase comes from.
    ///   - namesAlgorithm: whether the command has an option `--algorithm`, which a refusal then points at.
    /// - Returns: what the file holds.
    /// - Throws: ``CommandFailure``, naming the file.
    static func read(
        _ path: String,
        algorithms: [SignatureAlgorithm],
        passphrase: KeyPassphrase? = nil,
        namesAlgorithm: Bool = true
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
        } catch {
            let hint =
                algorithms.isEmpty && namesAlgorithm
                ? " To use it as a shared secret name the algorithm, for example --algorithm HS256." : ""
            throw CommandFailure.refused("\(path): \(error)\(hint)")
        }
    }

    /// Every key of the file that is a JWK.
    var keys: [JWK] {
        switch self {
        case .key(let key): [key]
        case .set(let set), .mixedSet(let set, _): set.keys
        case .openSSLKey: []
        }
    }

    /// The other keys of the file.
    var openSSLKeys: [OpenSSLKey] {
        switch self {
        case .key, .set: []
        case .openSSLKey(let key): [key]
        case .mixedSet(_, let keys): keys
        }
    }

    /// What the keys are for.
    var algorithms: Set<SignatureAlgorithm> {
        Set(keys.flatMap(\.algorithms) + openSSLKeys.flatMap(\.algorithms))
    }

    /// As in any set, a key that cannot be used is left out, and two keys of one name refuse the set.
    private static func set(_ set: JWKSet, _ object: JSONObject) throws(JWTError) -> KeyFile {
        guard case .array(let elements)? = object["keys"] else { return .set(set) }
        var others: [OpenSSLKey] = []
        for case .object(let element) in elements where OpenSSLKey.reads(element) {
            if let key = try? OpenSSLKey(element) { others.append(key) }
        }
        guard !others.isEmpty else { return .set(set) }
        let names = (set.keys.compactMap(\.keyID) + others.compactMap(\.keyID)).map { Array($0.utf8) }
        guard Set(names).count == names.count else {
            throw .keyInvalid(reason: "two keys of the set have one kid")
        }
        return .mixedSet(set, others)
    }

    private static func single(
        _ octets: [UInt8],
        _ algorithms: some Collection<SignatureAlgorithm>,
        _ passphrase: String?
    ) throws(JWTError) -> KeyFile {
        if let object = try? JSONObject(json: octets), OpenSSLKey.reads(object) {
            return .openSSLKey(try OpenSSLKey(object))
        }
        do throws(JWTError) {
            return .key(try key(octets, algorithms, passphrase))
        } catch {
            // The curves that the token core does not know; a file that is neither is refused in its words.
            guard let text = String(validating: octets, as: UTF8.self), let key = try? OpenSSLKey(pem: text)
            else { throw error }
            return .openSSLKey(key)
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
