/// A JSON object that a strict reader has passed, kept as its octets.
///
/// Reading checks everything at once: RFC 8259 to the letter, UTF-8 without byte order mark, no duplicate member in any
/// object, nesting, size and numbers within ``JSONLimits``. Strings and numbers are made when they are asked for, so
/// that looking at two members of twenty costs two.
///
/// ```swift
/// let object = try JSONObject(json: #"{"sub":"42","roles":["admin"]}"#)
/// let subject = try object.string("sub")           // "42"
/// let roles = try object.strings("roles")          // ["admin"]
/// ```
///
/// Names are compared octet by octet; escapes in them are resolved first.
public struct JSONObject: Sendable {
    /// The text, followed by the names that were written with escapes, resolved.
    let octets: [UInt8]
    /// How much of `octets` is the text.
    let textCount: Int
    let index: [JSONMember]

    /// Reads an object from UTF-8 octets.
    ///
    /// - Throws: ``JSONError`` naming the fault and where it is.
    public init(json: [UInt8], limits: JSONLimits = .default) throws(JSONError) {
        var scanner = JSONScanner(limits: limits)
        try scanner.scanDocument(json.span)
        self.textCount = json.count
        self.index = scanner.members
        self.octets = scanner.resolvedNames.isEmpty ? json : json + scanner.resolvedNames
    }

    /// Reads an object from text.
    ///
    /// - Throws: ``JSONError`` naming the fault and where it is.
    public init(json: String, limits: JSONLimits = .default) throws(JSONError) {
        try self.init(json: Array(json.utf8), limits: limits)
    }

    /// An object with these members, in this order.
    ///
    /// - Throws: ``JSONError`` where a name stands twice, a number is not finite, or the limits of ``JSONLimits`` are
    ///   passed.
    public init(members: [(name: String, value: JSONValue)]) throws(JSONError) {
        var writer = JSONWriter()
        writer.beginObject()
        for member in members {
            writer.member(escaping: member.name, member.value)
        }
        writer.endObject()
        guard !writer.metNonFiniteNumber else { throw JSONError(fault: .numberOutOfRange, offset: 0) }
        try self.init(json: writer.octets)
    }

    /// How many members there are.
    public var count: Int { index.count }

    /// All members in the order of the text.
    public var members: [(name: String, value: JSONValue)] {
        index.map { (name($0), value($0)) }
    }

    /// The names of all members in the order of the text.
    public var names: [String] {
        index.map(name)
    }

    /// The value of the member with exactly this name; `nil` where there is none.
    public subscript(name: String) -> JSONValue? {
        member(name).map(value)
    }

    /// The text this object was read from, or written as.
    public func json() -> String {
        String(decoding: octets[..<textCount], as: UTF8.self)
    }
}

extension JSONObject: Equatable {
    /// Whether both have the same members, in any order; names and strings compared by octets.
    public static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.count == other.count && one.members.allSatisfy { other[$0.name] == $0.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object with its members in the order written; of a name that stands twice the last value counts, and a number
    /// that is not finite becomes `null`.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(lastOf: elements)
    }

    /// Never fails: names are made unique first.
    init(lastOf elements: [(String, JSONValue)]) {
        var members: [(name: String, value: JSONValue)] = []
        for (name, value) in elements {
            if let index = members.firstIndex(where: { $0.name.hasSameOctets(as: name) }) {
                members[index].value = value
            } else {
                members.append((name, value))
            }
        }
        var writer = JSONWriter()
        writer.write(members)
        self = (try? JSONObject(json: writer.octets, limits: .unlimited)) ?? .empty
    }

    /// `{}`.
    public static let empty = JSONObject()

    private init() {
        self.octets = Array("{}".utf8)
        self.textCount = 2
        self.index = []
    }
}

extension JSONLimits {
    /// For text of our own making, and for parts of a text that has been checked as a whole.
    static let unlimited = JSONLimits(size: .max, depth: .max, numberLength: .max)
}
