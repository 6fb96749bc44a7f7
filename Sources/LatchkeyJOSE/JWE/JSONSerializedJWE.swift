// The JSON forms: general with several recipients, flattened with one (RFC 7516 §7.2).

extension JWEParts {
    /// Takes a token in one of its JSON forms apart.
    ///
    /// Members that no RFC names are passed over, as §7.2.1 demands.
    init(json text: [UInt8], limits: JWELimits) throws(JWTError) {
        guard text.count <= limits.tokenSize else { throw .tokenTooLarge(limit: limits.tokenSize) }
        let members = try JWEMembers(json: text, limits: limits)
        let protectedText = try members.text("protected")
        if let protectedText {
            self.protectedText = Array(protectedText.utf8)
            self.protected = try Self.protectedHeader(self.protectedText, limits: limits)
        }
        self.unprotected = try members.object("unprotected") ?? .empty
        self.recipients = try Self.recipients(members, limit: limits.recipients)
        self.content = SealedContent(
            initializationVector: try members.required("iv"),
            ciphertext: try members.required("ciphertext"),
            tag: try members.required("tag")
        )
        self.additionalData = try members.octets("aad")
    }

    private static func recipients(_ members: JWEMembers, limit: Int) throws(JWTError) -> [Recipient] {
        guard let objects = try members.objects("recipients") else { return [try recipient(members)] }
        guard !members.contains("header"), !members.contains("encrypted_key") else {
            throw .malformed(reason: "it is of the general and of the flattened form at once")
        }
        guard (1...limit).contains(objects.count) else {
            throw .malformed(reason: "it has no recipients, or more than \(limit)")
        }
        var recipients: [Recipient] = []
        for object in objects {
            recipients.append(try recipient(JWEMembers(object)))
        }
        return recipients
    }

    private static func recipient(_ members: JWEMembers) throws(JWTError) -> Recipient {
        Recipient(
            header: try members.object("header") ?? .empty,
            encryptedKey: try members.octets("encrypted_key") ?? []
        )
    }
}

/// The members of a JWE in JSON, with errors that name the member.
private struct JWEMembers {
    private let object: JSONObject

    init(_ object: JSONObject) {
        self.object = object
    }

    init(json: [UInt8], limits: JWELimits) throws(JWTError) {
        do throws(JSONError) {
            self.object = try JSONObject(json: json, limits: limits.json)
        } catch {
            throw .malformed(reason: "it is not a JSON object: \(error)")
        }
    }

    func contains(_ name: StaticString) -> Bool { object.contains(name) }

    func text(_ name: StaticString) throws(JWTError) -> String? {
        do throws(JWTError) {
            return try object.string(name)
        } catch {
            throw .malformed(reason: "its \(name) is not a string")
        }
    }

    func octets(_ name: StaticString) throws(JWTError) -> [UInt8]? {
        guard let text = try text(name) else { return nil }
        return try JWEParts.decode(Array(text.utf8)[...], named: name.description)
    }

    func required(_ name: StaticString) throws(JWTError) -> [UInt8] {
        guard let octets = try octets(name) else { throw .malformed(reason: "it has no \(name)") }
        return octets
    }

    func object(_ name: StaticString) throws(JWTError) -> JSONObject? {
        do throws(JWTError) {
            return try object.object(name)
        } catch {
            throw .malformed(reason: "its \(name) is not an object")
        }
    }

    /// The array of objects under this name.
    func objects(_ name: StaticString) throws(JWTError) -> [JSONObject]? {
        guard let value = object[name.description] else { return nil }
        guard case .array(let elements) = value else { throw .malformed(reason: "its \(name) are no array") }
        var objects: [JSONObject] = []
        for element in elements {
            guard case .object(let object) = element else {
                throw .malformed(reason: "its \(name) are not objects")
            }
            objects.append(object)
        }
        return objects
    }
}
