import LatchkeyJOSE

/// A JWS in JSON, flattened or general.
///
/// An input of one line is taken as it is. With more lines the first is a protected header, the second an unprotected
/// one, the rest the payload, and the target signs.
enum JWSTarget {
    private static let verifier = JWSVerifier(
        keys: FuzzKeys.verification,
        algorithms: [.hs256, .es256, .eddsa],
        understood: ["b64", "exp"]
    )

    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        let lines = input.split(separator: 0x0a, maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3 else { return try checkJSON(String(decoding: input, as: UTF8.self)) }
        let protected = Base64URL.encode(lines[0])
        // Both ways to sign a payload: only one of them is right for the header.
        try checkSigned(protected, lines[1], payload: Base64URL.encode(lines[2]))
        try checkSigned(protected, lines[1], payload: String(decoding: lines[2], as: UTF8.self))
    }

    private static func checkSigned(
        _ protected: String,
        _ header: ArraySlice<UInt8>,
        payload: String
    ) throws(FuzzFinding) {
        let signature = Base64URL.encode(FuzzKeys.mac(Array("\(protected).\(payload)".utf8)))
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("protected", protected)
        if let header = try? JSONObject(json: Array(header)) {
            writer.name("header")
            writer.write(header)
        }
        writer.member("payload", payload)
        writer.member("signature", signature)
        writer.endObject()
        try checkJSON(String(decoding: writer.octets, as: UTF8.self))
    }

    private static func checkJSON(_ json: String) throws(FuzzFinding) {
        let any = try? verifier.verify(json: json, requiring: .any)
        let all = try? verifier.verify(json: json, requiring: .all)
        _ = try? verifier.verify(json: json, requiring: .any, detachedPayload: Array("detached".utf8))
        if let all {
            try FuzzFinding.expect(all.verdicts.allSatisfy(\.isValid), "one of all is not valid")
            try FuzzFinding.expect(any?.payload == all.payload, "two policies, two payloads")
        }
        if let any { try expectSigned(any, json) }
    }

    /// Each signature that was accepted, once more by the primitives alone.
    private static func expectSigned(_ jws: VerifiedJSONJWS, _ json: String) throws(FuzzFinding) {
        let object = try FuzzFinding.unfailing("accepted, but no JSON") { try JSONObject(json: json) }
        let signatures = objects(object)
        try FuzzFinding.expect(jws.verdicts.contains(where: \.isValid), "accepted without a signature")
        try FuzzFinding.expect(signatures.count == jws.verdicts.count, "verdicts are missing")
        let payload = (try? object.string("payload")) ?? nil
        for (signature, verdict) in zip(signatures, jws.verdicts) where verdict.isValid {
            let protected = (try? signature.string("protected")) ?? nil
            let octets = ((try? signature.string("signature")) ?? nil).flatMap { Base64URL.decode($0) }
            try FuzzFinding.expect(
                FuzzKeys.haveSigned(Array("\(protected ?? "").\(payload ?? "")".utf8), octets ?? []),
                "a signature was accepted that nobody made"
            )
            try FuzzFinding.expect(!verdict.unprotectedHeader.contains("crit"), "an unprotected crit")
            try FuzzFinding.expect(!verdict.unprotectedHeader.contains("b64"), "an unprotected b64")
        }
    }

    private static func objects(_ object: JSONObject) -> [JSONObject] {
        guard case .array(let elements) = object["signatures"] else { return [object] }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }
}
