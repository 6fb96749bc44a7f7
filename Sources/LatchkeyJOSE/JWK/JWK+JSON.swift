// Reading keys (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2). Unknown members are ignored, as RFC 7517 §4 demands.

extension JWK {
    /// Reads a key from JSON in UTF-8.
    ///
    /// Refused are: types, curves and algorithms that are not supported, coordinates that are not of full width or not
    /// on the curve, numbers with leading zeros or that do not belong together, RSA below 2048 bits or made by a faulty
    /// chip (CVE-2017-15361), secrets below 32 octets, well known or that are the text of another key, and a private part
    /// that does not match the public one.
    ///
    /// - Parameters:
    ///   - json: the JSON.
    ///   - strength: how strong the key must be.
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(json: [UInt8], strength: KeyStrength = .required) throws(JWTError) {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(json: json)
        } catch {
            throw .keyInvalid(reason: "not a JSON object: \(error)")
        }
        try self.init(object, strength: strength)
    }

    /// Reads a key from JSON text.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(json: String, strength: KeyStrength = .required) throws(JWTError) {
        try self.init(json: Array(json.utf8), strength: strength)
    }

    /// Reads a key from an object.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(_ object: JSONObject, strength: KeyStrength = .required) throws(JWTError) {
        let members = JWKMembers(object)
        let material = try KeyMaterial(members, strength)
        let (algorithm, encryptionAlgorithm) = try members.algorithm()
        try self.init(material: material, algorithm: algorithm, strength: strength)
        try restrict(to: encryptionAlgorithm)
        self.keyID = try members.string("kid")
        self.use = try members.string("use")
        self.keyOperations = try members.operations()
    }
}

extension KeyMaterial {
    fileprivate init(_ members: JWKMembers, _ strength: KeyStrength) throws(JWTError) {
        let type = try members.required("kty")
        switch KeyType.allCases.first(where: { $0.rawValue.hasSameOctets(as: type) }) {
        case .oct:
            let isForEncryption = try members.areForEncryption()
            self = try .secret(members.octets("k"), strength, isForEncryption: isForEncryption)
        case .rsa: self = .rsa(try RSAKey(members))
        case .ec, .okp: self = try .onCurve(members, type: type)
        case .akp: self = try .akp(members)
        case nil: throw .keyInvalid(reason: "its kty is not supported")
        }
    }

    private static func onCurve(_ members: JWKMembers, type: String) throws(JWTError) -> KeyMaterial {
        let curve = try members.required("crv")
        return switch (type, curve) {
        case ("EC", "P-256"): .p256(try ECKey(members))
        case ("EC", "P-384"): .p384(try ECKey(members))
        case ("EC", "P-521"): .p521(try ECKey(members))
        case ("OKP", "Ed25519"): .ed25519(try Ed25519Key(members))
        case ("OKP", "X25519"): .x25519(try X25519Key(members))
        default: throw .keyInvalid(reason: "its crv is not supported")
        }
    }

    /// Such a key is described by its `alg`, which therefore must be there.
    private static func akp(_ members: JWKMembers) throws(JWTError) -> KeyMaterial {
        _ = try members.required("alg")
        switch try members.algorithm().0 {
        case .mldsa65: return .mldsa65(try MLDSAKey(members))
        case .mldsa87: return .mldsa87(try MLDSAKey(members))
        case let other?: throw .keyInvalid(reason: "\(other) takes no AKP key")
        case nil: throw .keyInvalid(reason: "its alg is not supported")
        }
    }
}
