// The three containers of `Decoder`, each reading from values.

struct ObjectContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: JSONObject
    let codingPath: [any CodingKey]
    let readsRegistered: Bool

    /// Whether this is the claims object itself, whose registered members belong to ``Claims``.
    private var isClaimsObject: Bool { codingPath.isEmpty && !readsRegistered }

    var allKeys: [Key] {
        object.names.filter { !isRegistered($0) }.compactMap(Key.init(stringValue:))
    }

    func contains(_ key: Key) -> Bool {
        object.member(key.stringValue) != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try member(key).kind == .null
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        let member = try member(key)
        guard member.isString else { throw decoder(member, key).mismatch(type) }
        return object.string(member)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try ClaimsDecoder.decode(type, from: object.value(try member(key)), at: codingPath + [key])
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try decoder(try member(key), key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(try member(key), key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        ValueDecoder(value: object["super"] ?? .null, codingPath: codingPath)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        decoder(try member(key), key)
    }

    private func decoder(_ member: JSONMember, _ key: Key) -> ValueDecoder {
        ValueDecoder(value: object.value(member), codingPath: codingPath + [key])
    }

    private func isRegistered(_ name: String) -> Bool {
        // All registered names have three octets.
        isClaimsObject && name.utf8.count == 3
            && RegisteredClaims.names.contains { $0.hasSameOctets(as: name) }
    }

    private func member(_ key: Key) throws -> JSONMember {
        guard !isRegistered(key.stringValue) else {
            throw JWTError.claimInvalid(
                name: key.stringValue,
                expected: "read as a registered claim, not as a custom one"
            )
        }
        guard let member = object.member(key.stringValue) else {
            throw DecodingError.keyNotFound(
                key,
                .init(codingPath: codingPath, debugDescription: "no such member")
            )
        }
        return member
    }
}

struct ArrayContainer: UnkeyedDecodingContainer {
    let elements: [JSONValue]
    let codingPath: [any CodingKey]
    private(set) var currentIndex = 0

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    init(elements: [JSONValue], codingPath: [any CodingKey]) {
        self.elements = elements
        self.codingPath = codingPath
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try ClaimsDecoder.decode(type, from: try next(type), at: codingPath)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        ValueDecoder(value: try next(JSONValue.self), codingPath: codingPath)
    }

    private mutating func next(_ type: Any.Type) throws -> JSONValue {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type,
                .init(codingPath: codingPath, debugDescription: "too few elements")
            )
        }
        defer { currentIndex += 1 }
        return elements[currentIndex]
    }
}

struct ValueContainer: SingleValueDecodingContainer {
    let decoder: ValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.value == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool() }
    func decode(_ type: String.Type) throws -> String { try decoder.string() }
    func decode(_ type: Double.Type) throws -> Double { try decoder.number() }
    func decode(_ type: Float.Type) throws -> Float { try decoder.float() }
    func decode(_ type: Int.Type) throws -> Int { try decoder.integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try ClaimsDecoder.decode(type, from: decoder.value, at: codingPath)
    }
}
