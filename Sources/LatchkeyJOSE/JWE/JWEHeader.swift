/// The header of a JWE for one recipient (RFC 7516 §4): what stands in the protected header, in the header all
/// recipients share, and in the recipient's own, which have no name in common.
///
/// In the compact form everything is protected. `jwk`, `jku`, `x5u` and `x5c` can be read but are never used: a token
/// does not bring its own key.
public struct JWEHeader: Sendable {
    /// The parameters that are authenticated together with the content.
    public let protected: JSONObject
    /// The parameters for all recipients that anybody on the way may have changed.
    public let unprotected: JSONObject
    /// The parameters for this recipient that anybody on the way may have changed.
    public let recipient: JSONObject

    /// `alg` as written, which need not be a supported algorithm unless the header comes from a decrypter.
    public let algorithmName: String
    /// `enc` as written, which need not be a supported algorithm unless the header comes from a decrypter.
    public let encryptionName: String
    /// `typ`.
    public let type: String?
    /// `cty`: what the content is, `JWT` for a nested token.
    public let contentType: String?
    /// `kid`.
    public let keyID: String?

    /// `alg`, where it names a supported algorithm.
    public var algorithm: KeyManagementAlgorithm? { KeyManagementAlgorithm(name: algorithmName) }
    /// `enc`, where it names a supported algorithm.
    public var encryption: ContentEncryption? { ContentEncryption(name: encryptionName) }

    /// The value of a parameter, wherever it stands; `nil` where there is none of exactly this name.
    public subscript(name: String) -> JSONValue? {
        protected[name] ?? unprotected[name] ?? recipient[name]
    }

    /// Reads a header, and refuses what it demands and this library does not do.
    init(
        protected: JSONObject,
        unprotected: JSONObject = .empty,
        recipient: JSONObject = .empty
    ) throws(JWTError) {
        try Self.checkDisjoint([protected, unprotected, recipient])
        self.protected = protected
        self.unprotected = unprotected
        self.recipient = recipient
        let parts = [protected, unprotected, recipient]
        guard let algorithm = try parts.headerString("alg") else {
            throw .headerInvalid(name: "alg", expected: "present")
        }
        guard let encryption = try parts.headerString("enc") else {
            throw .headerInvalid(name: "enc", expected: "present")
        }
        self.algorithmName = algorithm
        self.encryptionName = encryption
        self.type = try parts.headerString("typ")
        self.contentType = try parts.headerString("cty")
        self.keyID = try parts.headerString("kid")
        try checkExtensions()
    }

    /// RFC 7516 §4: the names must be disjoint, else two readers could see two headers.
    private static func checkDisjoint(_ parts: [JSONObject]) throws(JWTError) {
        for (index, part) in parts.enumerated() {
            for name in part.names where parts[(index + 1)...].contains(where: { $0[name] != nil }) {
                throw .headerInvalid(name: name, expected: "in one header only")
            }
        }
    }

    /// RFC 7516 §4.1.3, §4.1.13: both must be protected, and no extension is understood.
    private func checkExtensions() throws(JWTError) {
        for name in ["crit", "zip"] where unprotected[name] != nil || recipient[name] != nil {
            throw .headerInvalid(name: name, expected: "in the protected header")
        }
        try CriticalHeaders.check(protected)
    }
}

extension JWEHeader {
    /// The octets that a parameter holds in base64url; `nil` where there is no such parameter.
    func octets(_ name: StaticString) throws(JWTError) -> [UInt8]? {
        guard let text = try [protected, unprotected, recipient].headerString(name) else { return nil }
        guard let octets = Base64URL.decode(text) else {
            throw .headerInvalid(name: name.description, expected: "base64url")
        }
        return octets
    }
}

extension [JSONObject] {
    fileprivate func headerString(_ name: StaticString) throws(JWTError) -> String? {
        for part in self {
            do throws(JWTError) {
                if let string = try part.string(name) { return string }
            } catch {
                throw .headerInvalid(name: name.description, expected: "a string")
            }
        }
        return nil
    }
}
