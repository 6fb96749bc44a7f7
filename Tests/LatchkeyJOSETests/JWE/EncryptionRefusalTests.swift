import Crypto
import Testing

@testable import LatchkeyJOSE

@Suite("JWEDecrypter, refusals")
struct EncryptionRefusalTests {
    typealias Keys = EncryptionKeys

    @Test("alg and enc must each be on their own list")
    func lists() throws {
        let key = try Keys.key(.a256KW)
        let token = try Keys.encrypter(key, .a256KW).encrypt([1])
        #expect(throws: JWTError.algorithmNotAllowed(name: "A256KW")) {
            try Keys.decrypter(key, .a256GCMKW).decrypt(token)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "A256GCM")) {
            try Keys.decrypter(key, .a256KW, .a128GCM).decrypt(token)
        }
        let nothing = JWEDecrypter(key: key, algorithms: [], encryptions: [])
        #expect(throws: JWTError.algorithmNotAllowed(name: "A256KW")) { try nothing.decrypt(token) }
    }

    @Test(
        "names are compared octet by octet, and RSA1_5 is none of them",
        arguments: ["RSA1_5", "DIR", "dir ", "none", "HS256", "A256GCM", "", "di\u{0301}r"]
    )
    func names(_ name: String) throws {
        let decrypter = JWEDecrypter(
            key: try Keys.key(.direct),
            algorithms: Set(KeyManagementAlgorithm.allCases),
            encryptions: Set(ContentEncryption.allCases)
        )
        let algorithm = try Keys.forge(
            header: #"{"alg":"\#(name)","enc":"A256GCM"}"#,
            contentKey: Keys.octets(32)
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: name)) { try decrypter.decrypt(algorithm) }
        guard name != "A256GCM" else { return }
        let encryption = try Keys.forge(
            header: #"{"alg":"dir","enc":"\#(name)"}"#,
            contentKey: Keys.octets(32)
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: name)) { try decrypter.decrypt(encryption) }
    }

    @Test(
        "a header that lacks alg or enc, or has them of another type, is refused",
        arguments: [
            (#"{"enc":"A256GCM"}"#, "alg"), (#"{"alg":"dir"}"#, "enc"),
            (#"{"alg":null,"enc":"A256GCM"}"#, "alg"), (#"{"alg":["dir"],"enc":"A256GCM"}"#, "alg"),
            (#"{"alg":"dir","enc":1}"#, "enc"), (#"{"alg":"dir","enc":"A256GCM","kid":7}"#, "kid"),
            (#"{"alg":"dir","enc":"A256GCM","cty":7}"#, "cty"),
        ]
    )
    func headerTypes(_ header: String, _ name: String) throws {
        let token = try Keys.forge(header: header, contentKey: Keys.octets(32))
        let error = #expect(throws: JWTError.self) { try Keys.directDecrypter().decrypt(token) }
        guard case .headerInvalid(name, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "a header that is not strict JSON is refused",
        arguments: [
            #"{"alg":"dir","enc":"A256GCM","enc":"A256GCM"}"#, #"{"alg":"dir","enc":"A256GCM",}"#, "[]", "",
            "\u{feff}{\"alg\":\"dir\",\"enc\":\"A256GCM\"}",
        ]
    )
    func strictHeader(_ header: String) throws {
        let token = try Keys.forge(header: header, contentKey: Keys.octets(32))
        let error = #expect(throws: JWTError.self) { try Keys.directDecrypter().decrypt(token) }
        #expect(error?.code == "malformed")
    }

    @Test("every crit is refused")
    func critical() throws {
        let cases: [(String, JWTError)] = [
            (#","crit":["x"],"x":1"#, .criticalHeaderUnsupported(name: "x")),
            (#","crit":["enc"]"#, .criticalHeaderUnsupported(name: "enc")),
            (
                #","crit":[]"#,
                .headerInvalid(name: "crit", expected: "a list of parameter names that is not empty")
            ),
        ]
        for (more, error) in cases {
            #expect(throws: error) { try Keys.directDecrypter().decrypt(Keys.forgeDirect(more)) }
        }
    }

    @Test("dir and ECDH-ES come without an encrypted key, all others with one")
    func encryptedKeyPresence() throws {
        for algorithm in KeyManagementAlgorithm.allCases {
            let key = try Keys.key(algorithm)
            let token = try Keys.encrypter(key, algorithm).encrypt([1])
            var segments = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            segments[1] = segments[1].isEmpty ? "AAAA" : ""
            let error = #expect(throws: JWTError.self) {
                try Keys.decrypter(key, algorithm).decrypt(segments.joined(separator: "."))
            }
            #expect(error?.code == "malformed")
        }
    }

    @Test("a token has five segments", arguments: ["", ".", "...", "a.b.c", "....", ".....", "a.b.c.d.e.f"])
    func segments(_ token: String) throws {
        let error = #expect(throws: JWTError.self) { try Keys.directDecrypter().decrypt(token) }
        #expect(error?.code == "malformed")
    }

    @Test("a signed token is no encrypted one")
    func signed() throws {
        let token = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        #expect(throws: JWTError.malformed(reason: "it has fewer than five segments")) {
            try Keys.directDecrypter().decrypt(token)
        }
    }

    @Test("what is too long is refused unread")
    func sizes() throws {
        let decrypter = try Keys.directDecrypter()
        let long = String(repeating: "A", count: 65_537)
        #expect(throws: JWTError.tokenTooLarge(limit: 65_536)) { try decrypter.decrypt(long) }
        #expect(throws: JWTError.tokenTooLarge(limit: 65_536)) { try decrypter.decryptJSON(long) }
        let padding = String(repeating: "x", count: 8192)
        #expect(throws: JWTError.malformed(reason: "its header is longer than 8192 octets")) {
            try decrypter.decrypt(Keys.forgeDirect(#","x":"\#(padding)""#))
        }
        let nested = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let error = #expect(throws: JWTError.self) {
            try decrypter.decrypt(Keys.forgeDirect(#","x":\#(nested)"#))
        }
        #expect(error?.code == "malformed")
    }

    @Test("the type is checked where one is expected")
    func type() throws {
        let key = try Keys.key(.direct)
        let decrypter = JWEDecrypter(
            key: key,
            algorithms: [.direct],
            encryptions: [.a256GCM],
            type: "secret+jwt"
        )
        #expect(throws: JWTError.typeMismatch(expected: "secret+jwt", found: nil)) {
            try decrypter.decrypt(Keys.forgeDirect(""))
        }
        _ = try decrypter.decrypt(Keys.forgeDirect(#","typ":"application/secret+JWT""#))
    }
}
