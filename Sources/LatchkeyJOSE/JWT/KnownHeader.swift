/// A header whose first segment is known before the token comes: comparing octets replaces decoding, parsing and checking.
final class KnownHeader: Sendable {
    /// The segment and the dot after it.
    let prefix: [UInt8]
    let header: JWSHeader

    private init?(json: [UInt8], type: TypeExpectation) {
        guard let header = try? JWSHeader(json: json, limits: .default) else { return nil }
        do throws(JWTError) {
            try type.check(header.type)
        } catch {
            // A token with such a header is refused; the slow way finds the words for it.
            return nil
        }
        self.header = header
        self.prefix = Array(Base64URL.encode(json).utf8) + [UInt8(ascii: ".")]
    }

    /// What signers write most: type and algorithm in either order, the key's name last or not at all.
    static func likely(
        _ algorithm: SignatureAlgorithm,
        keyID: String?,
        type: TypeExpectation
    ) -> [KnownHeader] {
        let type = type
        let algorithmMember = ("alg", JSONValue.string(algorithm.name))
        let typeMember = ("typ", JSONValue.string(type.normalized == nil ? "JWT" : type.value))
        let orders = [[algorithmMember, typeMember], [typeMember, algorithmMember], [algorithmMember]]
        let names: [[(String, JSONValue)]] = keyID.map { [[("kid", .string($0))], []] } ?? [[]]
        return names.flatMap { name in
            orders.compactMap { order in
                guard let object = try? JSONObject(members: (order + name).map { (name: $0.0, value: $0.1) })
                else {
                    return nil
                }
                return KnownHeader(json: Array(object.json().utf8), type: type)
            }
        }
    }

    func matches(_ token: Span<UInt8>) -> Bool {
        let prefix = prefix
        return token.starts(with: prefix.span)
    }
}
