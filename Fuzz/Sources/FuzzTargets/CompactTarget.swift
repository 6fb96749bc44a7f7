import LatchkeyJOSE

/// Tokens in the compact form.
///
/// Input with a line feed is header and payload, which the target signs, so that faults behind the signature are found,
/// too. Any other input is a token.
enum CompactTarget {
    private static let algorithms: Set<SignatureAlgorithm> = [.hs256, .es256, .eddsa]
    private static let verifier = JWTVerifier(
        keys: FuzzKeys.verification,
        algorithms: algorithms,
        issuer: .unchecked,
        audience: .unchecked,
        expiry: .ifPresent
    )
    private static let octetsVerifier = JWSVerifier(
        keys: FuzzKeys.verification,
        algorithms: algorithms,
        understood: ["b64"]
    )

    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        guard let end = input.firstIndex(of: 0x0a) else {
            return try checkToken(String(decoding: input, as: UTF8.self))
        }
        let (header, payload) = (input[..<end], input[(end + 1)...])
        let signed = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))"
        let signature = FuzzKeys.mac(Array(signed.utf8))
        try checkToken("\(signed).\(Base64URL.encode(signature))")
    }

    private static func checkToken(_ token: String) throws(FuzzFinding) {
        let unverified = try? UnverifiedJWT(token)
        if let jwt = try? verifier.verify(token, at: FuzzKeys.now) {
            try expectSigned(token)
            guard let unverified else { throw FuzzFinding(message: "verified, but cannot be read") }
            try FuzzFinding.expect(unverified.payload == jwt.payload, "two readers, two payloads")
            try FuzzFinding.expect(jwt.header.algorithm.map(algorithms.contains) == true, "another algorithm")
            try FuzzFinding.expect(!jwt.header.parameters.contains("crit"), "a crit was accepted")
            if let expiry = jwt.expiresAt {
                try FuzzFinding.expect(expiry > FuzzKeys.now, "an expired token was accepted")
            }
            if let start = jwt.notBefore {
                try FuzzFinding.expect(start <= FuzzKeys.now, "a token was accepted too early")
            }
            _ = (jwt.issuer, jwt.subject, jwt.audience, jwt.issuedAt, jwt.tokenID, jwt.claims)
        }
        if (try? octetsVerifier.verify(token)) != nil {
            try expectSigned(token)
        }
        if (try? octetsVerifier.verify(token, detachedPayload: Array("detached".utf8))) != nil {
            let parts = token.split(separator: ".", omittingEmptySubsequences: false)
            try FuzzFinding.expect(parts.count == 3 && parts[1].isEmpty, "a payload was there twice")
        }
    }

    private static func expectSigned(_ token: String) throws(FuzzFinding) {
        guard let dot = token.lastIndex(of: "."),
            let signature = Base64URL.decode(token[token.index(after: dot)...])
        else { throw FuzzFinding(message: "accepted without a signature") }
        try FuzzFinding.expect(
            FuzzKeys.haveSigned(Array(token[..<dot].utf8), signature),
            "a token was accepted that nobody signed"
        )
    }
}
