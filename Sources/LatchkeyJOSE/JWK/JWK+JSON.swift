// Reading keys (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2). Unknown members are ignored, as RFC 7517 §4 demands.

extension JWK {
    /// Reads a key from JSON in UTF-8.
    ///
    /// Refused are: types, curves and algorithms that are not supported, coordinates that are not of full width or not
    /// on the curve, numbers with leading zeros or that do not belong together, RSA below 2048 bits, secrets below 32
    /// octets or that are the text of another key, and a private part that does not match the public one.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(json: [UInt8]) throws(JWTError) {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(json: json)
        } catch {
            throw .keyInvalid(reason: "not a JSON object: \(error)")
        }
        try self.init(object)
    }

    /// Reads a key from JSON text.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(json: String) throws(JWTError) {
        try self.init(json: Array(json.utf8))
    }

    /// Reads a key from an object.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(_ object: JSONObject) throws(JWTError) {
        let members = JWKMembers(object)
        let material = try KeyMaterial(members)
        let (algorithm, encryptionAlgorithm) = try members.algorithm()
        try self.init(material: material, algorithm: algorithm)
        try restrict(to: encryptionAlgorithm)
        self.keyID = try members.string("kid")
        self.use = try members.string("use")
        self.keyOperations = try members.operations()
    }
}

extension KeyMaterial {
    fileprivate init(_ members: JWKMembers) throws(JWTError) {
        let type = try members.required("kty")
        switch KeyType.allCases.first(where: { $0.rawValue.hasSameOctets(as: type) }) {
        case .oct: self = try .secret(members.octets("k"), isForEncryption: members.areForEncryption())
        case .rsa: self = try .rsa(members)
        case .ec: self = try .ec(members)
        case .okp: self = try .okp(members)
        case nil: throw .keyInvalid(reason: "its kty is not supported")
        }
    }

    private static func rsa(_ members: JWKMembers) throws(JWTError) -> KeyMaterial {
        guard !members.contains("oth") else {
            throw .keyInvalid(reason: "more than two primes are not supported")
        }
        var numbers = RSANumbers(n: try members.number("n"), e: try members.number("e"))
        guard members.contains("d") else { return .rsaPublic(try numbers.publicKey()) }
        // RFC 7518 §6.3.2 allows for a private key of d alone. Splitting the modulus is not worth its attack surface.
        numbers.secret = RSANumbers.Secret(
            d: try members.number("d"),
            p: try members.number("p"),
            q: try members.number("q"),
            dp: try members.number("dp"),
            dq: try members.number("dq"),
            qi: try members.number("qi")
        )
        return .rsaPrivate(try numbers.privateKey())
    }

    private static func ec(_ members: JWKMembers) throws(JWTError) -> KeyMaterial {
        let curve = try members.required("crv")
        guard curve.hasSameOctets(as: "P-256") else { throw .keyInvalid(reason: "its crv is not supported") }
        let x = try members.octets("x", count: 32)
        let y = try members.octets("y", count: 32)
        let point = try P256Key.publicKey(x + y)
        guard members.contains("d") else { return .p256Public(point) }
        return .p256Private(try P256Key.privateKey(members.octets("d", count: 32), matching: point))
    }

    private static func okp(_ members: JWKMembers) throws(JWTError) -> KeyMaterial {
        let curve = try members.required("crv")
        guard curve.hasSameOctets(as: "Ed25519") else {
            throw .keyInvalid(reason: "its crv is not supported")
        }
        let point = try Ed25519Key.publicKey(members.octets("x", count: 32))
        guard members.contains("d") else { return .ed25519Public(point) }
        return .ed25519Private(try Ed25519Key.privateKey(members.octets("d", count: 32), matching: point))
    }
}
