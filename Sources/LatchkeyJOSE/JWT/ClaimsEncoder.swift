import FoundationEssentials

/// Turns a caller's type into members of a claims object.
enum ClaimsEncoder {
    static func members<Value: Encodable>(
        of value: Value
    ) throws(JWTError) -> [(name: String, value: JSONValue)] {
        let slot = EncodingSlot()
        do {
            try slot.encode(value, at: [])
        } catch let error as JWTError {
            throw error
        } catch {
            throw .claimInvalid(name: "custom", expected: "encodable as JSON")
        }
        switch slot.content {
        case .members(let members): return members.map { ($0.name, $0.slot.value()) }
        case .leaf(.object(let object)): return object.members
        default: throw .claimInvalid(name: "custom", expected: "encoded as an object")
        }
    }
}

/// A place for one value: a leaf, or a container that fills up while its owner encodes into it.
final class EncodingSlot {
    enum Content {
        case empty
        case leaf(JSONValue)
        case members([(name: String, slot: EncodingSlot)])
        case elements([EncodingSlot])
    }

    var content: Content = .empty

    func value() -> JSONValue {
        switch content {
        case .empty: .null
        case .leaf(let value): value
        case .members(let members): .object(JSONObject(lastOf: members.map { ($0.name, $0.slot.value()) }))
        case .elements(let elements): .array(elements.map { $0.value() })
        }
    }

    /// The slot of a new member; a name used before gets its old slot emptied.
    func member(_ name: String) -> EncodingSlot {
        var members: [(name: String, slot: EncodingSlot)] = []
        if case .members(let existing) = content { members = existing }
        if let known = members.first(where: { $0.name.hasSameOctets(as: name) }) { return known.slot }
        let slot = EncodingSlot()
        content = .members(members + [(name, slot)])
        return slot
    }

    func element() -> EncodingSlot {
        let slot = EncodingSlot()
        if case .elements(let existing) = content {
            content = .elements(existing + [slot])
        } else {
            content = .elements([slot])
        }
        return slot
    }

    /// Types with a form of their own in JOSE are written in it; all others write themselves.
    func encode<Value: Encodable>(_ value: Value, at path: [any CodingKey]) throws {
        switch value {
        case let value as JSONValue: content = .leaf(value)
        case let value as JSONObject: content = .leaf(.object(value))
        case let value as Date: content = .leaf(.double(value.timeIntervalSince1970))
        case let value as Data: content = .leaf(.string(Base64URL.encode(value)))
        case let value as URL: content = .leaf(.string(value.absoluteString))
        default: try value.encode(to: SlotEncoder(slot: self, codingPath: path))
        }
    }
}

struct SlotEncoder: Encoder {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .members = slot.content {} else { slot.content = .members([]) }
        return KeyedEncodingContainer(SlotKeyedContainer(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .elements = slot.content {} else { slot.content = .elements([]) }
        return SlotUnkeyedContainer(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SlotSingleValueContainer(slot: slot, codingPath: codingPath)
    }
}
