/// Signs tokens with one key: whatever can be computed once has been.
///
/// ```swift
/// let signer = try JWTSigner(key: key, type: "at+jwt")
/// let token = try signer.sign(Claims(subject: "42", expiresAt: now + 900))
/// ```
public struct JWTSigner: Sendable {
    /// The algorithm of every token.
    public let algorithm: SignatureAlgorithm
    /// The header of every token.
    public let header: JWSHeader

    private let key: SigningKey
    /// The first segment and the dot after it.
    private let prefix: [UInt8]

    /// Prepares a key for signing.
    ///
    /// - Parameters:
    ///   - key: a private or symmetric key. Its `kid` goes into the header.
    ///   - algorithm: one of the key's algorithms; by default its first.
    ///   - type: `typ`; `nil` leaves it out.
    ///   - header: further header parameters. `typ` and `kid` replace those above; `crit` and `b64` are refused, and so is
    ///     another `alg` than the one in use.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where the key is public or its `use` or `key_ops` forbid signing,
    ///   ``JWTError/algorithmNotAllowed(name:)`` where it is not for this algorithm, and
    ///   ``JWTError/headerInvalid(name:expected:)``.
    public init(
        key: JWK,
        algorithm: SignatureAlgorithm? = nil,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws(JWTError) {
        try key.checkPermits(.sign)
        guard key.isPrivate else { throw .keyUnsuitable(reason: "it has no private part") }
        self.algorithm = try key.signingAlgorithm(algorithm)
        guard let prepared = key.material.signingKey(self.algorithm, key.strength) else {
            throw .algorithmNotAllowed(name: self.algorithm.name)
        }
        self.key = prepared
        let json = try Self.header(self.algorithm, type: type, keyID: key.keyID, others: header)
        self.header = try JWSHeader(json: json, limits: .default)
        self.prefix = Array(Base64URL.encode(json).utf8) + [UInt8(ascii: ".")]
    }

    /// Prepares a key that this library does not know for signing.
    ///
    /// ```swift
    /// let signer = try JWTSigner(signer: key, type: "at+jwt")
    /// ```
    ///
    /// - Parameters:
    ///   - signer: the key. Its `kid` goes into the header.
    ///   - type: `typ`; `nil` leaves it out.
    ///   - header: further header parameters, as for ``init(key:algorithm:type:header:)``.
    /// - Throws: ``JWTError/headerInvalid(name:expected:)``.
    public init(
        signer: some Signer,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws(JWTError) {
        self.algorithm = signer.algorithm
        self.key = .foreign(ForeignSigningKey(signer: signer))
        let json = try Self.header(self.algorithm, type: type, keyID: signer.keyID, others: header)
        self.header = try JWSHeader(json: json, limits: .default)
        self.prefix = Array(Base64URL.encode(json).utf8) + [UInt8(ascii: ".")]
    }

    /// Signs claims.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where a claim cannot be written: a registered name or a number
    ///   that is not finite among the caller's own, or a date beyond all calendars.
    public func sign<Custom>(_ claims: Claims<Custom>) throws(JWTError) -> String {
        let json = try claims.json()
        return try sign(checked: json.span)
    }

    /// Signs a claims object as it stands, members in their order.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where a registered claim has the wrong type.
    public func sign(payload: JSONObject) throws(JWTError) -> String {
        _ = try RegisteredClaims(payload)
        return try sign(checked: payload.octets.span.extracting(0..<payload.textCount))
    }

    /// Signs a claims object that the caller has written, for instance with a ``JSONWriter``.
    ///
    /// - Throws: ``JWTError/malformed(reason:)`` where the octets are not a JSON object that a verifier would take, and
    ///   ``JWTError/claimInvalid(name:expected:)`` where a registered claim has the wrong type.
    public func sign(payloadJSON: [UInt8]) throws(JWTError) -> String {
        let payload: JSONObject
        do throws(JSONError) {
            payload = try JSONObject(json: payloadJSON)
        } catch {
            throw .malformed(reason: "the claims are not a JSON object: \(error)")
        }
        return try sign(payload: payload)
    }

    private func sign(checked payload: Span<UInt8>) throws(JWTError) -> String {
        guard let signatureLength = key.signatureLength else { return try signByForeignKey(payload) }
        let inputCount = prefix.count + Base64URL.encodedCount(payload.count)
        let capacity = inputCount + 1 + Base64URL.encodedCount(signatureLength)
        var failure: JWTError?
        let token = String(unsafeUninitializedCapacity: capacity) { buffer in
            do throws(JWTError) {
                return try write(payload, inputCount: inputCount, to: buffer)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return token
    }

    private func signByForeignKey(_ payload: Span<UInt8>) throws(JWTError) -> String {
        let input =
            String(decoding: prefix, as: UTF8.self)
            + payload.withUnsafeBufferPointer { Base64URL.encode($0) }
        var result: Result<String, JWTError> = .failure(.signingFailed)
        Array(input.utf8).withUnsafeBytes { octets in
            do throws(JWTError) {
                result = .success(try key.withSignature(for: octets) { Base64URL.encode($0) })
            } catch {
                result = .failure(error)
            }
        }
        return try input + "." + result.get()
    }

    /// Writes a whole token and returns its length.
    private func write(
        _ payload: Span<UInt8>,
        inputCount: Int,
        to buffer: UnsafeMutableBufferPointer<UInt8>
    ) throws(JWTError) -> Int {
        _ = buffer.initialize(from: prefix)
        Base64URL.encode(payload, into: UnsafeMutableBufferPointer(rebasing: buffer[prefix.count...]))
        buffer[inputCount] = UInt8(ascii: ".")
        let target = UnsafeMutableBufferPointer(rebasing: buffer[(inputCount + 1)...])
        let input = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[..<inputCount])
        return try key.withSignature(for: UnsafeRawBufferPointer(input)) { signature in
            inputCount + 1 + Base64URL.encode(signature.bindMemory(to: UInt8.self).span, into: target)
        }
    }
}

// MARK: - Header

extension JWTSigner {
    /// The order is fixed, so that a verifier can know the segment before it sees it.
    static func header(
        _ algorithm: SignatureAlgorithm,
        type: String?,
        keyID: String?,
        others: [String: JSONValue] = [:]
    ) throws(JWTError) -> [UInt8] {
        var members: [(name: String, value: JSONValue)] = [("alg", .string(algorithm.name))]
        if let type = others["typ"] ?? type.map(JSONValue.string) { members.append(("typ", type)) }
        if let keyID = others["kid"] ?? keyID.map(JSONValue.string) { members.append(("kid", keyID)) }
        for (name, value) in others.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            switch name {
            case "typ", "kid": continue
            case "alg": try check(value, names: algorithm)
            case "crit", "b64":
                throw .headerInvalid(name: name, expected: "absent: no extension is supported")
            default: members.append((name, value))
            }
        }
        do throws(JSONError) {
            return Array(try JSONObject(members: members).json().utf8)
        } catch {
            throw .headerInvalid(name: "header", expected: "a JSON object: \(error)")
        }
    }

    /// Whoever names the algorithm among the headers must name the one in use.
    private static func check(_ value: JSONValue, names algorithm: SignatureAlgorithm) throws(JWTError) {
        guard value == .string(algorithm.name) else {
            throw .headerInvalid(name: "alg", expected: algorithm.name)
        }
    }
}
