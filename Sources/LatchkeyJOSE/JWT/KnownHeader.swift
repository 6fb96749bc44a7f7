/// A header whose first segment is known before the token comes: comparing octets replaces decoding, parsing and checking.
final class KnownHeader: Sendable {
    /// The segment and the dot after it.
    let prefix: [UInt8]
    let header: JWSHeader
    /// The key that a token with this header is tried with first.
    let key: PreparedKey
    /// The one length of the key's signatures, in octets.
    let signatureLength: Int
    /// How far before the end of a token its last dot stands.
    private let dotDistance: Int

    private init?(json: [UInt8], type: TypeExpectation, key: PreparedKey) {
        // The fast way rests on a length of signature, which is not known of a foreign key.
        guard let signatureLength = key.key.signatureLength else { return nil }
        guard let header = try? JWSHeader(json: json, limits: .default) else { return nil }
        do throws(JWTError) {
            try type.check(header.type)
        } catch {
            // A token with such a header is refused; the slow way finds the words for it.
            return nil
        }
        self.header = header
        self.key = key
        self.signatureLength = signatureLength
        self.dotDistance = Base64URL.encodedCount(signatureLength) + 1
        self.prefix = Array(Base64URL.encode(json).utf8) + [UInt8(ascii: ".")]
    }

    /// What signers write most: type and algorithm in either order, the key's name last or not at all.
    ///
    /// None for a key that must not be used: the slow way finds the words for it.
    static func likely(for key: PreparedKey, type: TypeExpectation) -> [KnownHeader] {
        guard key.refusal == nil else { return [] }
        let algorithmMember = ("alg", JSONValue.string(key.algorithm.name))
        let typeMember = ("typ", JSONValue.string(type.normalized == nil ? "JWT" : type.value))
        let orders = [[algorithmMember, typeMember], [typeMember, algorithmMember], [algorithmMember]]
        let names: [[(String, JSONValue)]] = key.keyID.map { [[("kid", .string($0))], []] } ?? [[]]
        return names.flatMap { name in
            orders.compactMap { order in
                guard let object = try? JSONObject(members: (order + name).map { (name: $0.0, value: $0.1) })
                else {
                    return nil
                }
                return KnownHeader(json: Array(object.json().utf8), type: type, key: key)
            }
        }
    }

    func matches(_ token: Span<UInt8>) -> Bool {
        let prefix = prefix
        return token.starts(with: prefix.span)
    }

    /// Where the last dot of a token with this header stands; `nil` where it has none in its place.
    func lastDot(of token: Span<UInt8>) -> Int? {
        let dot = token.count - dotDistance
        guard dot >= prefix.count, token[dot] == UInt8(ascii: ".") else { return nil }
        return dot
    }
}
