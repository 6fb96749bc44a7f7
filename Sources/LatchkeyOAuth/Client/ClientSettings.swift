import LatchkeyAccounts
public import LatchkeyTokens

/// What can be said about a client when it is registered, and most of it changed later.
public struct ClientSettings: Sendable {
    /// What people call it: 1 to 200 octets without control characters.
    public var name: String?
    /// The grants it may use.
    public var grants: Set<GrantType>?
    /// The most that it can be granted.
    public var scope: Scope?
    /// Whom its tokens may be for; empty for the issuer's own audience.
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
        if !areWords(client.audience, most: 16, longest: 512) {
            faults.append(FieldError("audience", .invalidFormat))
        }
        return faults
    }

    private static func fault(ofName name: String) -> FieldError.Code? {
        if name.isEmpty { return .missing }
        if name.utf8.count > 200 { return .tooLong }
        let hasControl = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return hasControl ? .invalidFormat : nil
    }

    /// Printable ASCII without space, quote and backslash, as RFC 6749 §3.3 has scope tokens.
    private static func areWords(_ words: [String], most: Int, longest: Int) -> Bool {
        words.count <= most
            && words.allSatisfy { word in
                (1...longest).contains(word.utf8.count)
                    && word.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
            }
    }
}
