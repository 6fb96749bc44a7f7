import COpenSSL
public import LatchkeyJOSE

/// `use` and `key_ops` (RFC 7517 §4.2, §4.3).
struct Restrictions {
    var use: String?
    var operations: [String]?

    /// What the public key may do: it verifies where the private one signs.
    var publicOperations: [String]? {
        operations?.reduce(into: []) { others, operation in
            let other = operation.utf8.elementsEqual("sign".utf8) ? "verify" : operation
            if !others.contains(where: { $0.utf8.elementsEqual(other.utf8) }) { others.append(other) }
        }
    }

    func permit(_ operation: String) -> Bool {
        operations.map { $0.contains { $0.utf8.elementsEqual(operation.utf8) } } ?? true
    }
}

extension OpenSSLKey {
    /// Whether a JWK is of a kind that this library reads: secp256k1 or Ed448.
    public static func reads(_ object: JSONObject) -> Bool {
        switch (object["kty"], object["crv"]) {
        case (.string("EC"), .string(Secp256k1Key.curve)), (.string("OKP"), .string(Ed448Key.curve)): true
        default: false
        }
    }

    /// Reads a key from JSON text (RFC 7517, RFC 8812 §3.1, RFC 8037 §2).
    ///
    /// - Throws: as ``init(_:)``.
    public init(json: String) throws(JWTError) {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(json: json)
        } catch {
            throw .keyInvalid(reason: "not a JSON object: \(error)")
        }
        try self.init(object)
    }

    /// Reads a key from an object; unknown members are ignored.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)`` for other types and curves, coordinates that are not of full width or not on
    ///   the curve, parts that do not belong together, and an `alg` that is not the key's;
    ///   ``JWTError/keyUnsuitable(reason:)`` where `use` is not `sig`.
    public init(_ object: JSONObject) throws(JWTError) {
        guard Self.reads(object) else { throw .keyInvalid(reason: "its kty or crv is not supported") }
        if object["crv"] == .string(Ed448Key.curve) {
            try self.init(.ed448(Self.ed448(object)))
        } else {
            try self.init(.secp256k1(Self.secp256k1(object)))
        }
        if let name = try object.keyString("alg") {
            guard let algorithm = SignatureAlgorithm(name: name) else {
                throw .keyInvalid(reason: "its alg is not supported")
            }
            try restrict(to: algorithm)
        }
        keyID = try object.keyString("kid")
        restrictions.use = try object.keyString("use")
        guard restrictions.use?.utf8.elementsEqual("sig".utf8) ?? true else {
            throw .keyUnsuitable(reason: "its use is not sig")
        }
        do {
            restrictions.operations = try object.strings("key_ops")
        } catch {
            throw .keyInvalid(reason: "its key_ops are not strings")
        }
        let operations = (restrictions.operations ?? []).map { Array($0.utf8) }
        guard Set(operations).count == operations.count else {
            throw .keyInvalid(reason: "its key_ops repeat a value")
        }
    }

    private static func secp256k1(_ object: JSONObject) throws(JWTError) -> Secp256k1Key {
        let x = try object.keyOctets("x", count: Secp256k1Key.width)
        let y = try object.keyOctets("y", count: Secp256k1Key.width)
        guard object.contains("d") else { return try Secp256k1Key(x: x, y: y) }
        return try Secp256k1Key(d: object.keyOctets("d", count: Secp256k1Key.width), x: x, y: y)
    }

    private static func ed448(_ object: JSONObject) throws(JWTError) -> Ed448Key {
        let point = try object.keyOctets("x", count: Ed448Key.width)
        guard object.contains("d") else { return try Ed448Key(point: point) }
        return try Ed448Key(seed: object.keyOctets("d", count: Ed448Key.width), matching: point)
    }
}

extension JSONObject {
    fileprivate func keyString(_ name: StaticString) throws(JWTError) -> String? {
        do {
            return try string(name)
        } catch {
            throw .keyInvalid(reason: "its \(name) is not a string")
        }
    }

    fileprivate func keyOctets(_ name: StaticString, count: Int) throws(JWTError) -> [UInt8] {
        guard let text = try keyString(name) else { throw .keyInvalid(reason: "it has no \(name)") }
        guard let octets = Base64URL.decode(text) else {
            throw .keyInvalid(reason: "its \(name) is not base64url")
        }
        guard octets.count == count else {
            throw .keyInvalid(reason: "its \(name) does not have \(count) octets")
        }
        return octets
    }
}

// MARK: - Writing

extension OpenSSLKey {
    /// The key without its private part.
    public var publicKey: OpenSSLKey {
        guard isPrivate, let material = try? publicMaterial() else { return self }
        var key = self
        key.material = material
        key.restrictions.operations = restrictions.publicOperations
        return key
    }

    private func publicMaterial() throws(JWTError) -> Material {
        switch material {
        case .secp256k1(let key): .secp256k1(try Secp256k1Key(x: key.x, y: key.y))
        case .ed448(let key): .ed448(try Ed448Key(point: key.x))
        }
    }

    /// The key as JSON (RFC 7517), **with its private part** where it has one.
    public func json() -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in publicMembers { writer.member(name, value) }
        if let keyID { writer.member("kid", keyID) }
        if let use = restrictions.use { writer.member("use", use) }
        if let operations = restrictions.operations { writer.member("key_ops", operations) }
        if algorithms.count == 1 { writer.member("alg", algorithm.name) }
        if let d { writer.member("d", Base64URL.encode(d)) }
        writer.endObject()
        return String(decoding: writer.octets, as: UTF8.self)
    }

    /// The SHA-256 thumbprint of the key in base64url (RFC 7638 §3).
    public func thumbprint() -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in publicMembers { writer.member(name, value) }
        writer.endObject()
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_Digest(writer.octets, writer.octets.count, &digest, nil, EVP_sha256(), nil)
        return Base64URL.encode(digest)
    }

    private var d: [UInt8]? {
        switch material {
        case .secp256k1(let key): key.d
        case .ed448(let key): key.d
        }
    }

    /// The required members in lexicographic order, as a thumbprint wants them.
    private var publicMembers: [(StaticString, String)] {
        switch material {
        case .secp256k1(let key):
            [
                ("crv", Secp256k1Key.curve), ("kty", "EC"), ("x", Base64URL.encode(key.x)),
                ("y", Base64URL.encode(key.y)),
            ]
        case .ed448(let key):
            [("crv", Ed448Key.curve), ("kty", "OKP"), ("x", Base64URL.encode(key.x))]
        }
    }
}
