/// A set of keys (RFC 7517 §5), such as an issuer publishes.
///
/// ```swift
/// let keys = try JWKSet(json: downloaded)
/// let published = JWKSet([current, retired]).publicKeys.json()
/// ```
public struct JWKSet: Sendable {
    /// The keys in their order.
    public var keys: [JWK]

    /// A set of these keys.
    public init(_ keys: [JWK] = []) {
        self.keys = keys
    }

    /// Reads a set from JSON in UTF-8.
    ///
    /// A key that is broken or of a type not supported is left out, as RFC 7517 §5 asks for. The whole set is refused
    /// where it is not a JSON object with an array `keys`, where two keys have the same `kid`, and where a symmetric key
    /// stands beside others: published keys must not double as secrets.
    ///
    /// - Parameters:
    ///   - json: the JSON.
    ///   - strength: how strong a key must be; those that are not are left out.
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(json: [UInt8], strength: KeyStrength = .required) throws(JWTError) {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(json: json)
        } catch {
            throw .keyInvalid(reason: "the set is not a JSON object: \(error)")
        }
        try self.init(object, strength)
    }

    /// Reads a set from JSON text.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(json: String, strength: KeyStrength = .required) throws(JWTError) {
        try self.init(json: Array(json.utf8), strength: strength)
    }

    init(_ object: JSONObject, _ strength: KeyStrength = .required) throws(JWTError) {
        guard case .array(let elements) = object["keys"] else {
            throw .keyInvalid(reason: "the set has no array of keys")
        }
        let objects = elements.compactMap { element in
            if case .object(let object) = element { object } else { nil }
        }
        self.keys = objects.compactMap { try? JWK($0, strength: strength) }
        try checkKeyIDs()
        try Self.checkTypes(objects)
    }

    /// What may be published: the public part of each key, and no symmetric key at all.
    public var publicKeys: JWKSet {
        JWKSet(keys.compactMap(\.publicKey))
    }

    /// The set as JSON, **with the private parts** of its keys.
    public func json() -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("keys")
        writer.beginArray()
        for key in keys {
            key.write(to: &writer)
        }
        writer.endArray()
        writer.endObject()
        return writer.text()
    }

    private func checkKeyIDs() throws(JWTError) {
        let keyIDs = keys.compactMap { $0.keyID.map { Array($0.utf8) } }
        guard Set(keyIDs).count == keyIDs.count else {
            throw .keyInvalid(reason: "two keys of the set have one kid")
        }
    }

    /// Counts keys that are not good for anything, too: they tell of a set that was put together wrongly.
    ///
    /// Those of an unknown type do not count, as they might not be there (RFC 7517 §5).
    private static func checkTypes(_ objects: [JSONObject]) throws(JWTError) {
        let types = objects.compactMap { object in
            KeyType.allCases.first { object["kty"] == .string($0.rawValue) }
        }
        guard !types.contains(.oct) || types.allSatisfy({ $0 == .oct }) else {
            throw .keyInvalid(reason: "the set has a symmetric key beside others")
        }
    }
}
