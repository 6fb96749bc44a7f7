import LatchkeyJOSE

/// JWK and JWK Set: a key that is accepted comes back from its own text, and its public part tells no secret.
enum JWKTarget {
    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        for strength in [KeyStrength.required, .weak(reason: "to reach more of the reader")] {
            if let key = try? JWK(json: input, strength: strength) {
                try check(key, strength)
            }
            if let set = try? JWKSet(json: input, strength: strength) {
                try check(set, strength)
            }
        }
    }

    /// What holds for every key, wherever it was read from.
    static func check(_ key: JWK, _ strength: KeyStrength) throws(FuzzFinding) {
        let json = key.json()
        let again = try FuzzFinding.unfailing("its own text is refused") {
            try JWK(json: json, strength: strength)
        }
        try FuzzFinding.expect(again.json() == json, "the text changed")
        try FuzzFinding.expect(again.thumbprint() == key.thumbprint(), "the thumbprint changed")
        try FuzzFinding.expect(again.algorithms == key.algorithms, "the algorithms changed")
        _ = (key.thumbprintURI(), key.description)
        if let publicKey = key.publicKey {
            try check(publicKey: publicKey, strength)
            try FuzzFinding.expect(publicKey.thumbprint() == key.thumbprint(), "the parts differ")
        } else {
            try FuzzFinding.expect(key.keyType == .oct, "a public part is missing")
        }
        if key.keyType != .oct { try checkPEM(key, strength) }
    }

    private static func check(publicKey: JWK, _ strength: KeyStrength) throws(FuzzFinding) {
        let object = try FuzzFinding.unfailing("its public part is no JSON") {
            try JSONObject(json: publicKey.json())
        }
        for name in ["d", "p", "q", "dp", "dq", "qi", "k", "priv"] {
            try FuzzFinding.expect(object[name] == nil, "its public part has \(name)")
        }
        try FuzzFinding.expect(!publicKey.isPrivate, "its public part is private")
        _ = try FuzzFinding.unfailing("its public part is refused") {
            try JWK(object, strength: strength)
        }
    }

    private static func checkPEM(_ key: JWK, _ strength: KeyStrength) throws(FuzzFinding) {
        let again = try FuzzFinding.unfailing("its own PEM is refused") {
            try JWK(pem: key.pem(), strength: strength)
        }
        try FuzzFinding.expect(again.isPrivate == key.isPrivate, "PEM lost a part")
        try FuzzFinding.expect(again.thumbprint() == key.thumbprint(), "PEM changed the key")
    }

    private static func check(_ set: JWKSet, _ strength: KeyStrength) throws(FuzzFinding) {
        let json = set.json()
        let again = try FuzzFinding.unfailing("the set's own text is refused") {
            try JWKSet(json: json, strength: strength)
        }
        try FuzzFinding.expect(again.json() == json, "the set changed")
        try FuzzFinding.expect(set.publicKeys.keys.allSatisfy { !$0.isPrivate }, "a secret is published")
    }
}
