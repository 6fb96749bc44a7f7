/// A JWS in one of its JSON serialisations (RFC 7515 §7.2), read strictly; no signature has been checked.
struct JSONSerializedJWS {
    /// The `payload` member; `nil` where it is left out.
    let payload: String?
    let signatures: [Signature]

    struct Signature {
        /// The protected header as received; empty where there is none.
        let protectedText: [UInt8]
        let protected: JSONObject
        let unprotected: JSONObject
        let header: JWSHeader
        let signature: [UInt8]
    }

    init(_ text: [UInt8], limits: TokenLimits) throws(JWTError) {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(json: text, limits: limits.json)
        } catch {
            throw .malformed(reason: "it is not a JSON object: \(error)")
        }
        self.payload = try object.text("payload")
        guard let several = object["signatures"] else {
            self.signatures = [try Signature(object, limits)]
            return
        }
        // RFC 7515 §7.2.2: what is of one form must have nothing of the other.
        guard !object.contains("protected"), !object.contains("header"), !object.contains("signature") else {
            throw .malformed(reason: "it is both a general and a flattened JWS")
        }
        self.signatures = try Self.signatures(several, limits)
    }

    private static func signatures(
        _ value: JSONValue,
        _ limits: TokenLimits
    ) throws(JWTError) -> [Signature] {
        guard case .array(let elements) = value, !elements.isEmpty else {
            throw .malformed(reason: "signatures is not a list with one element at least")
        }
        guard elements.count <= limits.signatures else {
            throw .malformed(reason: "it has more than \(limits.signatures) signatures")
        }
        var signatures: [Signature] = []
        for element in elements {
            guard case .object(let object) = element else {
                throw .malformed(reason: "signatures holds something that is no object")
            }
            signatures.append(try Signature(object, limits))
        }
        return signatures
    }
}

extension JSONSerializedJWS.Signature {
    fileprivate init(_ object: JSONObject, _ limits: TokenLimits) throws(JWTError) {
        guard let signature = try object.text("signature") else {
            throw .malformed(reason: "it has no signature")
        }
        guard let octets = Base64URL.decode(signature) else {
            throw .malformed(reason: "the signature is not base64url")
        }
        self.signature = octets
        if let text = try object.text("protected") {
            guard let json = Base64URL.decode(text) else {
                throw .malformed(reason: "the protected header is not base64url")
            }
            self.protectedText = Array(text.utf8)
            self.protected = try JWSHeader.parameters(json: json, limits: limits.json)
        } else {
            self.protectedText = []
            self.protected = .empty
        }
        self.unprotected = try object.unprotectedHeader()
        self.header = try JWSHeader(try Self.union(protected, unprotected))
    }

    /// Both headers as one, which must have no name in common (RFC 7515 §5.2 step 4).
    private static func union(
        _ protected: JSONObject,
        _ unprotected: JSONObject
    ) throws(JWTError) -> JSONObject {
        guard unprotected.count > 0 else { return protected }
        for name in unprotected.names where protected.member(name) != nil {
            throw .headerInvalid(name: name, expected: "in one of the two headers only")
        }
        // What must be understood, or changes what is signed, must not be for anybody to add (RFC 7515 §4.1.11, RFC 7797 §6).
        for name in ["crit", "b64"] where unprotected.member(name) != nil {
            throw .headerInvalid(name: name, expected: "protected")
        }
        do throws(JSONError) {
            return try JSONObject(members: protected.members + unprotected.members)
        } catch {
            throw .malformed(reason: "the header is not a JSON object: \(error)")
        }
    }
}

extension JSONObject {
    fileprivate func text(_ name: StaticString) throws(JWTError) -> String? {
        do {
            return try string(name)
        } catch {
            throw .malformed(reason: "\(name) is not a string")
        }
    }

    fileprivate func unprotectedHeader() throws(JWTError) -> JSONObject {
        do {
            return try object("header") ?? .empty
        } catch {
            throw .malformed(reason: "header is not an object")
        }
    }
}
