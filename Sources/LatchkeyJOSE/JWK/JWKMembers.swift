/// The members of a key as a reader wants them, with errors that name the member.
struct JWKMembers {
    private let object: JSONObject

    init(_ object: JSONObject) {
        self.object = object
    }

    func contains(_ name: StaticString) -> Bool {
        object.contains(name)
    }

    /// The string under this name, `nil` where there is no such member.
    func string(_ name: StaticString) throws(JWTError) -> String? {
        do {
            return try object.string(name)
        } catch {
            throw .keyInvalid(reason: "its \(name) is not a string")
        }
    }

    func required(_ name: StaticString) throws(JWTError) -> String {
        guard let string = try string(name) else { throw .keyInvalid(reason: "it has no \(name)") }
        return string
    }

    /// The octets that a member holds in base64url.
    func octets(_ name: StaticString) throws(JWTError) -> [UInt8] {
        guard let octets = Base64URL.decode(try required(name)) else {
            throw .keyInvalid(reason: "its \(name) is not base64url")
        }
        return octets
    }

    /// RFC 7518 §6.2.1: coordinates have the full width of their curve, leading zeros included.
    func octets(_ name: StaticString, count: Int) throws(JWTError) -> [UInt8] {
        let octets = try octets(name)
        guard octets.count == count else {
            throw .keyInvalid(reason: "its \(name) does not have \(count) octets")
        }
        return octets
    }

    /// RFC 7518 §2, Base64urlUInt: the minimum number of octets.
    func number(_ name: StaticString) throws(JWTError) -> [UInt8] {
        let octets = try octets(name)
        guard let first = octets.first, first != 0 else {
            throw .keyInvalid(reason: "its \(name) is empty or has leading zeros")
        }
        return octets
    }

    /// `alg`, which names an algorithm to sign with or one to encrypt with.
    func algorithm() throws(JWTError) -> (SignatureAlgorithm?, EncryptionAlgorithm?) {
        guard let name = try string("alg") else { return (nil, nil) }
        if let algorithm = SignatureAlgorithm(name: name) { return (algorithm, nil) }
        guard let algorithm = EncryptionAlgorithm(name: name) else {
            throw .keyInvalid(reason: "its alg is not supported")
        }
        return (nil, algorithm)
    }

    /// Whether the key encrypts, by what `use` or `alg` say; `nil` where neither is there.
    func areForEncryption() throws(JWTError) -> Bool? {
        if let use = try string("use") { return use.hasSameOctets(as: "enc") }
        return contains("alg") ? try algorithm().1 != nil : nil
    }

    /// RFC 7517 §4.3: an array of strings without duplicates.
    func operations() throws(JWTError) -> [String]? {
        let operations: [String]?
        do {
            operations = try object.strings("key_ops")
        } catch {
            throw .keyInvalid(reason: "its key_ops are not strings")
        }
        guard let operations else { return nil }
        guard Set(operations.map { Array($0.utf8) }).count == operations.count else {
            throw .keyInvalid(reason: "its key_ops repeat a value")
        }
        return operations
    }
}
