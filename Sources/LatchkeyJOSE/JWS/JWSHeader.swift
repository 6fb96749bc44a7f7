/// The protected header of a token (RFC 7515 §4).
///
/// `jwk`, `jku`, `x5u` and `x5c` can be read from ``parameters`` but are never used: a token does not bring its own key.
public struct JWSHeader: Sendable {
    /// One reference instead of seven: a verifier hands out the same header for token after token.
    private let fields: Fields

    private final class Fields: Sendable {
        let parameters: JSONObject
        let algorithmName: String
        let type: String?
        let contentType: String?
        let keyID: String?

        init(_ parameters: JSONObject, algorithmName: String) throws(JWTError) {
            self.parameters = parameters
            self.algorithmName = algorithmName
            self.type = try parameters.headerString("typ")
            self.contentType = try parameters.headerString("cty")
            self.keyID = try parameters.headerString("kid")
        }
    }

    /// All parameters, in the order of the text.
    public var parameters: JSONObject { fields.parameters }
    /// `alg` as written, which need not be a supported algorithm unless the header comes from a verifier.
    public var algorithmName: String { fields.algorithmName }
    /// `typ`.
    public var type: String? { fields.type }
    /// `cty`.
    public var contentType: String? { fields.contentType }
    /// `kid`.
    public var keyID: String? { fields.keyID }

    /// `alg`, where it names a supported algorithm.
    public var algorithm: SignatureAlgorithm? {
        SignatureAlgorithm(name: algorithmName)
    }

    /// Reads a header, and refuses what it demands and this library does not do.
    init(json: [UInt8], limits: JSONLimits) throws(JWTError) {
        try self.init(try Self.parameters(json: json, limits: limits))
        try CriticalHeaders.check(parameters)
    }

    /// A header of these parameters, whatever they demand.
    init(_ parameters: JSONObject) throws(JWTError) {
        guard let algorithm = try parameters.headerString("alg") else {
            throw .headerInvalid(name: "alg", expected: "present")
        }
        self.fields = try Fields(parameters, algorithmName: algorithm)
    }

    static func parameters(json: [UInt8], limits: JSONLimits) throws(JWTError) -> JSONObject {
        do throws(JSONError) {
            return try JSONObject(json: json, limits: limits)
        } catch {
            throw .malformed(reason: "the header is not a JSON object: \(error)")
        }
    }
}

extension JSONObject {
    fileprivate func headerString(_ name: StaticString) throws(JWTError) -> String? {
        do {
            return try string(name)
        } catch {
            throw .headerInvalid(name: name.description, expected: "a string")
        }
    }
}
