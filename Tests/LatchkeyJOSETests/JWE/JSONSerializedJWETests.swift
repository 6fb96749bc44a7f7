import Testing

@testable import LatchkeyJOSE

@Suite("JWE in JSON")
struct JSONSerializedJWETests {
    typealias Keys = EncryptionKeys

    private func keys() throws -> [(KeyManagementAlgorithm, JWK)] {
        let algorithms: [KeyManagementAlgorithm] = [
            .a256KW, .rsaOAEP256, .ecdhESA128KW, .a128GCMKW, .pbes2HS256A128KW,
        ]
        return try algorithms.map { algorithm in
            var key = try Keys.key(algorithm)
            key.keyID = algorithm.name
            return (algorithm, key)
        }
    }

    @Test("each of several recipients reads the token with its own key")
    func recipients() throws {
        let keys = try keys()
        let encrypter = try JSONJWEEncrypter(
            recipients: keys.map { algorithm, key in
                try JWERecipient(key: key, algorithm: algorithm, passwordIterations: 1000)
            },
            encryption: .a128CBCHS256,
            protectedHeader: ["typ": "letter"],
            unprotectedHeader: ["note": "in the open"]
        )
        let token = try encrypter.encrypt(Keys.plaintext, additionalData: [7])
        for (algorithm, key) in keys {
            let decrypted = try Keys.decrypter(key, algorithm, .a128CBCHS256).decryptJSON(token)
            #expect(decrypted.plaintext == Keys.plaintext)
            #expect(decrypted.additionalData == [7])
            #expect(decrypted.header.algorithm == algorithm)
            #expect(decrypted.header.keyID == algorithm.name)
            #expect(decrypted.header.type == "letter")
            #expect(decrypted.header.unprotected["note"] == "in the open")
        }
        let stranger = try JWK.generate(.a256KW)
        #expect(throws: JWTError.decryptionFailed) {
            try Keys.decrypter(stranger, .a256KW, .a128CBCHS256).decryptJSON(token)
        }
    }

    @Test("recipients and keys do not multiply: sixteen tries for one token, and no more")
    func tries() throws {
        let keys = try (0..<8).map { _ in
            var key = try JWK.generate(.a256KW)
            key.keyID = nil
            return key
        }
        let strangers = try (0..<2).map { _ in
            var key = try JWK.generate(.a256KW)
            key.keyID = nil
            return try JWERecipient(key: key)
        }
        let decrypter = JWEDecrypter(
            keys: JWKSet(keys),
            algorithms: [.a256KW],
            encryptions: [.a256GCM]
        )
        let own = try JWERecipient(key: keys[7])
        let sixteenth = try JSONJWEEncrypter(recipients: [strangers[0], own], encryption: .a256GCM)
        #expect(try decrypter.decryptJSON(sixteenth.encrypt([1])).plaintext == [1])
        let later = try JSONJWEEncrypter(recipients: strangers + [own], encryption: .a256GCM)
        #expect(throws: JWTError.decryptionFailed) { try decrypter.decryptJSON(later.encrypt([1])) }
    }

    @Test("one recipient in the general form may use dir, several may not")
    func direct() throws {
        let recipient = try JWERecipient(key: Keys.key(.direct), algorithm: .direct)
        let token = try JSONJWEEncrypter(recipients: [recipient], encryption: .a256GCM).encrypt([1])
        #expect(try Keys.directDecrypter().decryptJSON(token).plaintext == [1])
        #expect(throws: JWTError.algorithmNotAllowed(name: "dir")) {
            try JSONJWEEncrypter(recipients: [recipient, recipient], encryption: .a256GCM)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "A128GCM")) {
            try JSONJWEEncrypter(recipients: [recipient], encryption: .a128GCM)
        }
        let agreement = try JWERecipient(key: Keys.key(.ecdhES), algorithm: .ecdhES)
        #expect(throws: JWTError.algorithmNotAllowed(name: "ECDH-ES")) {
            try JSONJWEEncrypter(recipients: [agreement, agreement], encryption: .a256GCM)
        }
        #expect(throws: JWTError.self) { try JSONJWEEncrypter(recipients: [], encryption: .a256GCM) }
    }

    @Test("a parameter stands in one header only")
    func disjoint() throws {
        let recipient = try JWERecipient(key: Keys.key(.a256KW), algorithm: .a256KW, header: ["x": 1])
        #expect(throws: JWTError.headerInvalid(name: "x", expected: "in one header only")) {
            try JSONJWEEncrypter(recipients: [recipient], encryption: .a256GCM, protectedHeader: ["x": 1])
        }
    }

    @Test("what belongs to the library is not a caller's to set")
    func reserved() throws {
        for name in ["alg", "enc", "zip", "crit", "epk", "p2s", "p2c", "iv", "tag"] {
            let error = JWTError.headerInvalid(name: name, expected: "left to the library")
            #expect(throws: error) {
                try JWERecipient(key: Keys.key(.a256KW), algorithm: .a256KW, header: [name: "x"])
            }
            #expect(throws: error) {
                try JSONJWEEncrypter(
                    recipients: [JWERecipient(key: Keys.key(.a256KW), algorithm: .a256KW)],
                    encryption: .a256GCM,
                    unprotectedHeader: [name: "x"]
                )
            }
        }
    }

    static let rest = #""iv":"AAAAAAAAAAAAAAAA","ciphertext":"AA","tag":"AAAAAAAAAAAAAAAAAAAAAA""#
    static let protected = #""protected":"\#(Base64URL.encode(#"{"enc":"A256GCM"}"#.utf8))""#
    static let header = #""header":{"alg":"A256KW"},"encrypted_key":"AAAA""#

    static let refused: [(String, code: String)] = [
        ("", "malformed"), ("[]", "malformed"), ("{}", "malformed"),
        (#"{\#(protected),\#(header)}"#, "malformed"),
        (#"{\#(protected),\#(header),\#(rest),\#(rest)}"#, "malformed"),
        (#"{\#(protected),\#(header),\#(rest),"aad":7}"#, "malformed"),
        (#"{\#(protected),\#(header),\#(rest),"aad":"A"}"#, "malformed"),
        (#"{"protected":"",\#(header),\#(rest)}"#, "malformed"),
        (#"{"protected":{"enc":"A256GCM"},\#(header),\#(rest)}"#, "malformed"),
        (#"{\#(protected),"unprotected":[],\#(header),\#(rest)}"#, "malformed"),
        (#"{\#(protected),"header":"x",\#(rest)}"#, "malformed"),
        (#"{\#(protected),"recipients":[],\#(rest)}"#, "malformed"),
        (#"{\#(protected),"recipients":{},\#(rest)}"#, "malformed"),
        (#"{\#(protected),"recipients":[7],\#(rest)}"#, "malformed"),
        (#"{\#(protected),"recipients":[{\#(header)}],\#(header),\#(rest)}"#, "malformed"),
        (#"{\#(protected),"recipients":[{\#(header)}],"header":{},\#(rest)}"#, "malformed"),
        (
            #"{\#(protected),"recipients":[\#([String](repeating: "{\(header)}", count: 17).joined(separator: ","))],\#(rest)}"#,
            "malformed"
        ),
        (#"{\#(protected),"unprotected":{"enc":"A256GCM"},\#(header),\#(rest)}"#, "header_invalid"),
        (#"{\#(protected),"unprotected":{"alg":"A256KW"},\#(header),\#(rest)}"#, "header_invalid"),
        (#"{\#(protected),"unprotected":{"zip":"DEF"},\#(header),\#(rest)}"#, "header_invalid"),
        (#"{\#(protected),"unprotected":{"crit":["x"],"x":1},\#(header),\#(rest)}"#, "header_invalid"),
        (#"{\#(protected),\#(rest)}"#, "header_invalid"),
        (#"{\#(header),\#(rest)}"#, "header_invalid"),
        (
            #"{"recipients":[{"header":{"alg":"A256KW","enc":"A256GCM"},"encrypted_key":"AAAA"},{"header":{"alg":"A256KW","enc":"A128GCM"},"encrypted_key":"AAAA"}],\#(rest)}"#,
            "header_invalid"
        ),
        (#"{\#(protected),\#(header),\#(rest)}"#, "decryption_failed"),
        (#"{\#(protected),\#(header),\#(rest),"other":[1]}"#, "decryption_failed"),
    ]

    @Test("tokens that break a rule of RFC 7516 §7.2 are refused", arguments: refused)
    func rules(_ token: String, _ code: String) throws {
        let decrypter = Keys.decrypter(try Keys.key(.a256KW), .a256KW)
        let error = #expect(throws: JWTError.self) { try decrypter.decryptJSON(token) }
        #expect(error?.code == code)
    }

    @Test("the compact and the JSON form are not taken for one another")
    func forms() throws {
        let encrypter = try Keys.encrypter(Keys.key(.a256KW), .a256KW)
        let decrypter = Keys.decrypter(try Keys.key(.a256KW), .a256KW)
        #expect(throws: JWTError.self) { try decrypter.decrypt(encrypter.encryptJSON([1])) }
        #expect(throws: JWTError.self) { try decrypter.decryptJSON(encrypter.encrypt([1])) }
    }
}
