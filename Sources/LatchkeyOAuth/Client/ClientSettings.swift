import LatchkeyAccounts
public import LatchkeyTokens

/// What can be said about a client when it is registered, and most of it changed later.
public struct ClientSettings: Sendable {
    /// What people call it: 1 to 200 octets without control and invisible characters.
    public var name: String?
    /// The grants it may use.
    public var grants: Set<GrantType>?
    /// The most that it can be granted.
    public var scope: Scope?
    /// Whom its tokens may be for, each a word or a URI (`StringOrURI` of RFC 7519); empty for the issuer's own audience.
    public var audience: [String]?
    /// Its public keys as a JWK Set, for a client that signs.
    public var keys: String?

    /// Collects what is said; `nil` is left as it is.
    public init(
        name: String? = nil,
        grants: Set<GrantType>? = nil,
        scope: Scope? = nil,
        audience: [String]? = nil,
        keys: String? = nil
    ) {
        self.name = name
        self.grants = grants
        self.scope = scope
        self.audience = audience
        self.keys = keys
    }

    /// Puts what is said into a client.
    ///
    /// - Throws: ``ClientError/invalidFields(_:)`` with every fault of the result.
    func apply(to client: inout Client) throws(ClientError) {
        client.name = name ?? client.name
        client.grants = grants ?? client.grants
        client.scope = scope ?? client.scope
        client.audience = audience ?? client.audience
        var faults = Self.faults(of: client)
        if let keys {
            if client.authentication != .privateKey {
                faults.append(FieldError("jwks", .invalidFormat))
            } else if let canonical = try? ClientKeys.canonical(keys) {
                client.keys = canonical
            } else {
                faults.append(FieldError("jwks", .invalidFormat))
            }
        }
        if client.authentication == .privateKey, client.keys == nil, keys == nil {
            faults.append(FieldError("jwks", .missing))
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
    }

    private static func faults(of client: Client) -> [FieldError] {
        var faults: [FieldError] = []
        if let code = fault(ofName: client.name) { faults.append(FieldError("name", code)) }
        // Anybody could have a token in the name of a client that keeps no secret.
        if client.authentication == .none, client.grants.contains(.clientCredentials) {
            faults.append(FieldError("grant_types", .invalidFormat))
        }
        if !areWords(client.scope.tokens, most: 64, longest: 128) {
            faults.append(FieldError("scope", .invalidFormat))
        }
        if !areWords(client.audience, most: 16, longest: 512) || !client.audience.allSatisfy(isStringOrURI) {
            faults.append(FieldError("audience", .invalidFormat))
        }
        return faults
    }

    private static func fault(ofName name: String) -> FieldError.Code? {
        if name.isEmpty { return .missing }
        if name.utf8.count > 200 { return .tooLong }
        return PlainText.isPlain(name) ? nil : .invalidFormat
    }

    /// As RFC 7519 §2 has it: any word, which with a colon is a URI, hence has a scheme (RFC 3986 §3.1), and with `//` a
    /// host behind that.
    private static func isStringOrURI(_ word: String) -> Bool {
        guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let (scheme, rest) = (word.utf8[..<colon], word.utf8[word.utf8.index(after: colon)...])
        let isScheme =
            scheme.first.map(isLetter) == true
            && scheme.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
        guard isScheme, !rest.isEmpty else { return false }
        guard rest.starts(with: "//".utf8) else { return true }
        return rest.dropFirst(2).first.map { !"/?#:@".utf8.contains($0) } == true
    }

    private static func isLetter(_ octet: UInt8) -> Bool { (0x61...0x7A).contains(octet | 0x20) }

    /// Printable ASCII without space, quote and backslash, as RFC 6749 §3.3 has scope tokens.
    private static func areWords(_ words: [String], most: Int, longest: Int) -> Bool {
        words.count <= most
            && words.allSatisfy { word in
                (1...longest).contains(word.utf8.count)
                    && word.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
            }
    }
}
