/// A recipient of encrypted tokens: a key, prepared once, and what tokens say about it.
///
/// ```swift
/// let recipients = [
///     try JWERecipient(key: browserKey, algorithm: .ecdhESA256KW),
///     try JWERecipient(key: archiveKey, algorithm: .rsaOAEP256),
/// ]
/// let token = try JSONJWEEncrypter(recipients: recipients, encryption: .a256GCM).encrypt(content)
/// ```
public struct JWERecipient: Sendable {
    /// `alg`.
    public let algorithm: KeyManagementAlgorithm

    let key: KeyEncryption
    let jwk: JWK
    /// `alg`, `kid` and the caller's parameters.
    let parameters: [(name: String, value: JSONValue)]
    private let partyU: [UInt8]
    private let partyV: [UInt8]

    /// Prepares a key to encrypt to.
    ///
    /// - Parameters:
    ///   - key: a public or shared key, or the private key the public one belongs to. Its `kid` goes into the header.
    ///   - algorithm: one of the key's algorithms; by default its first.
    ///   - header: further header parameters. `kid` replaces the key's; `apu` and `apv`, in base64url, take part in key
    ///     agreement. Those that this library writes or refuses itself are refused.
    ///   - passwordIterations: the rounds of PBKDF2, from 1,000 to 1,200,000; by default what OWASP recommends for the hash.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where `use` or `key_ops` of the key forbid encrypting,
    ///   ``JWTError/algorithmNotAllowed(name:)`` where it is not for this algorithm, and
    ///   ``JWTError/headerInvalid(name:expected:)``.
    public init(
        key: JWK,
        algorithm: KeyManagementAlgorithm? = nil,
        header: [String: JSONValue] = [:],
        passwordIterations: Int? = nil
    ) throws(JWTError) {
        let jwk = key.publicKey ?? key
        let algorithms = jwk.keyManagementAlgorithms
        guard let algorithm = algorithm ?? algorithms.first, algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed(name: algorithm?.name ?? "none")
        }
        try jwk.checkPermitsEncryption(algorithm)
        self.algorithm = algorithm
        self.jwk = jwk
        self.key = try KeyEncryption(jwk, algorithm, passwordIterations: passwordIterations)
        self.partyU = try Self.party("apu", in: header)
        self.partyV = try Self.party("apv", in: header)
        self.parameters = try Self.parameters(algorithm, keyID: jwk.keyID, others: header)
    }

    func context(_ encryption: ContentEncryption) -> KeyContext {
        KeyContext(algorithm: algorithm, encryption: encryption, partyU: partyU, partyV: partyV)
    }

    /// Refuses a shared key of another length than the content encryption takes, or that is for another one.
    func checkFits(_ encryption: ContentEncryption) throws(JWTError) {
        guard algorithm != .direct || jwk.isDirectKey(for: encryption) else {
            throw .algorithmNotAllowed(name: encryption.name)
        }
    }

    /// What content is encrypted with where nobody says: what the key is for, else AES-256-GCM.
    var defaultEncryption: ContentEncryption {
        guard algorithm == .direct else { return .a256GCM }
        return ContentEncryption.allCases.first(where: jwk.isDirectKey) ?? .a256GCM
    }

    private static func parameters(
        _ algorithm: KeyManagementAlgorithm,
        keyID: String?,
        others: [String: JSONValue]
    ) throws(JWTError) -> [(name: String, value: JSONValue)] {
        var parameters: [(name: String, value: JSONValue)] = [("alg", .string(algorithm.name))]
        if let keyID = others["kid"] ?? keyID.map(JSONValue.string) { parameters.append(("kid", keyID)) }
        return parameters + (try JWEHeader.checked(others, except: ["kid"]))
    }

    private static func party(_ name: String, in header: [String: JSONValue]) throws(JWTError) -> [UInt8] {
        guard let value = header[name] else { return [] }
        guard case .string(let text) = value, let octets = Base64URL.decode(text) else {
            throw .headerInvalid(name: name, expected: "base64url")
        }
        return octets
    }
}

extension JWEHeader {
    /// What the library writes itself, and what it never writes: no extension is supported, and no content compressed.
    private static let reserved = ["alg", "enc", "zip", "crit", "epk", "p2s", "p2c", "iv", "tag"]

    /// A caller's parameters in a fixed order, without those named; refuses what is not a caller's to set.
    static func checked(
        _ parameters: [String: JSONValue],
        except others: [String] = []
    ) throws(JWTError) -> [(name: String, value: JSONValue)] {
        for name in reserved where parameters[name] != nil {
            throw .headerInvalid(name: name, expected: "left to the library")
        }
        return parameters.filter { !others.contains($0.key) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { ($0.key, $0.value) }
    }

    /// A header as JSON.
    static func json(_ members: [(name: String, value: JSONValue)]) throws(JWTError) -> JSONObject {
        do throws(JSONError) {
            return try JSONObject(members: members)
        } catch {
            throw .headerInvalid(name: "header", expected: "a JSON object: \(error)")
        }
    }
}
