import FoundationEssentials

/// Reads a caller's type from a claims object that has been parsed already.
enum ClaimsDecoder {
    /// - Throws: ``JWTError/claimMissing(name:)`` or ``JWTError/claimInvalid(name:expected:)``.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from payload: JSONObject,
        readsRegistered: Bool = false
    ) throws(JWTError) -> Value {
        do {
            return try type.init(
                from: ValueDecoder(
                    value: .object(payload),
                    codingPath: [],
                    readsRegistered: readsRegistered
                )
            )
        } catch let error as JWTError {
            throw error
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .claimMissing(name: (context.codingPath + [key]).claimName)
        } catch DecodingError.typeMismatch(let type, let context) {
            throw .claimInvalid(name: context.codingPath.claimName, expected: "\(type)")
        } catch DecodingError.valueNotFound(let type, let context) {
            throw .claimInvalid(name: context.codingPath.claimName, expected: "\(type)")
        } catch DecodingError.dataCorrupted(let context) {
            throw .claimInvalid(name: context.codingPath.claimName, expected: context.debugDescription)
        } catch {
            throw .claimInvalid(name: "custom", expected: "\(type)")
        }
    }

    /// Types with a form of their own in JOSE are read in it; all others read themselves.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from value: JSONValue,
        at path: [any CodingKey]
    ) throws -> Value {
        let decoder = ValueDecoder(value: value, codingPath: path)
        let special: Any? =
            switch type {
            case is JSONValue.Type: value
            case is JSONObject.Type: try decoder.object()
            case is Date.Type: Date(timeIntervalSince1970: try decoder.number())
            case is Data.Type: try decoder.data()
            case is URL.Type: try decoder.url()
            default: nil
            }
        guard let special else { return try type.init(from: decoder) }
        guard let result = special as? Value else { throw decoder.mismatch(type) }
        return result
    }
}

struct ValueDecoder: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    /// Whether a type may read registered claims under their names, too.
    var readsRegistered = false
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(
            ObjectContainer(
                object: try object(),
                codingPath: codingPath,
                readsRegistered: readsRegistered
            )
        )
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([Any].self) }
        return ArrayContainer(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        ValueContainer(decoder: self)
    }
}

// MARK: - Leaves

extension ValueDecoder {
    func mismatch(_ type: Any.Type) -> any Error {
        DecodingError.typeMismatch(type, .init(codingPath: codingPath, debugDescription: "another type"))
    }

    func object() throws -> JSONObject {
        guard case .object(let object) = value else { throw mismatch([String: Any].self) }
        return object
    }

    func bool() throws -> Bool {
        guard case .bool(let bool) = value else { throw mismatch(Bool.self) }
        return bool
    }

    func string() throws -> String {
        guard case .string(let string) = value else { throw mismatch(String.self) }
        return string
    }

    func number() throws -> Double {
        switch value {
        case .integer(let integer): return Double(integer)
        case .double(let double): return double
        default: throw mismatch(Double.self)
        }
    }

    /// A number of less precision; one beyond its range is refused, where `Float.init` would make it infinite.
    func float() throws -> Float {
        let float = Float(try number())
        guard float.isFinite else { throw mismatch(Float.self) }
        return float
    }

    /// A whole number within the type's range; `1.0` and `1e3` are whole, too.
    func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
        let integer: Integer? =
            switch value {
            case .integer(let integer): Integer(exactly: integer)
            // From 2^53 on a Double is a rounded number: it would be whole, but another one than was signed.
            case .double(let double) where abs(double) < 0x1p53: Integer(exactly: double)
            default: nil
            }
        guard let integer else { throw mismatch(type) }
        return integer
    }

    func data() throws -> Data {
        guard let octets = Base64URL.decode(try string()) else { throw mismatch(Data.self) }
        return Data(octets)
    }

    func url() throws -> URL {
        guard let url = URL(string: try string()) else { throw mismatch(URL.self) }
        return url
    }
}
