import Testing

@testable import LatchkeyJOSE

/// Which keys of a set are tried.
@Suite("JWTVerifier, choice of keys")
struct KeySelectionTests {
    private static func verifier(
        _ keys: [JWK],
        _ algorithms: Set<SignatureAlgorithm> = [.es256, .eddsa]
    ) -> JWTVerifier {
        JWTVerifier(
            keys: JWKSet(keys).publicKeys,
            algorithms: algorithms,
            issuer: "https://id.example",
            audience: "shop"
        )
    }

    private static func named(_ name: String?, _ algorithm: SignatureAlgorithm = .es256) throws -> JWK {
        var key = try JWK.generate(algorithm)
        key.keyID = name
        return key
    }

    @Test("a kid picks its key among many")
    func byName() throws {
        let keys = try (0..<20).map { try Self.named("k\($0)") }
        let verifier = Self.verifier(keys)
        for key in [keys[0], keys[7], keys[19]] {
            let token = try JWT.sign(Fixed.claims, with: key)
            #expect(try verifier.verify(token, at: Fixed.now).keyID == key.keyID)
        }
    }

    @Test("A24: an unknown kid is refused without trying other keys")
    func unknownName() throws {
        let key = try Self.named("a")
        var renamed = key
        renamed.keyID = "b"
        let token = try JWT.sign(Fixed.claims, with: renamed)
        #expect(throws: JWTError.keyUnknown(keyID: "b")) {
            try Self.verifier([key]).verify(token, at: Fixed.now)
        }
        renamed.keyID = ""
        let unnamed = try JWT.sign(Fixed.claims, with: renamed)
        #expect(throws: JWTError.keyUnknown(keyID: "")) {
            try Self.verifier([key]).verify(unnamed, at: Fixed.now)
        }
    }

    @Test("A24: kids are compared by octets")
    func nameOctets() throws {
        let key = try Self.named("é")
        var other = key
        other.keyID = "e\u{301}"
        let token = try JWT.sign(Fixed.claims, with: other)
        #expect(throws: JWTError.keyUnknown(keyID: "e\u{301}")) {
            try Self.verifier([key]).verify(token, at: Fixed.now)
        }
    }

    @Test("a kid of another key of the set is no way around the signature")
    func wrongName() throws {
        let (one, other) = (try Self.named("one"), try Self.named("other"))
        var disguised = one
        disguised.keyID = "other"
        let token = try JWT.sign(Fixed.claims, with: disguised)
        #expect(throws: JWTError.signatureInvalid) {
            try Self.verifier([one, other]).verify(token, at: Fixed.now)
        }
    }

    @Test("a kid of a key for another algorithm is refused")
    func wrongFamily() throws {
        let (one, other) = (try Self.named("one"), try Self.named("other", .eddsa))
        var disguised = one
        disguised.keyID = "other"
        let token = try JWT.sign(Fixed.claims, with: disguised)
        #expect(throws: JWTError.algorithmNotAllowed(name: "ES256")) {
            try Self.verifier([one, other]).verify(token, at: Fixed.now)
        }
    }

    @Test("without a kid every fitting key is tried, eight at most")
    func withoutName() throws {
        let keys = try (0..<10).map { try Self.named("k\($0)") } + [Self.named("ed", .eddsa)]
        let verifier = Self.verifier(keys)
        for (index, key) in keys.enumerated() {
            var unnamed = key
            unnamed.keyID = nil
            let token = try JWT.sign(Fixed.claims, with: unnamed)
            if index == 8 || index == 9 {
                #expect(throws: JWTError.signatureInvalid) { try verifier.verify(token, at: Fixed.now) }
            } else {
                #expect(try verifier.verify(token, at: Fixed.now).keyID == key.keyID)
            }
        }
    }

    @Test("a key given by itself serves whatever the kid, and says its own name")
    func singleKey() throws {
        let key = try Self.named("mine")
        var other = key
        other.keyID = "theirs"
        let token = try JWT.sign(Fixed.claims, with: other)
        let jwt = try Fixed.verifier(key, algorithms: [.es256]).verify(token, at: Fixed.now)
        #expect(jwt.keyID == "mine" && jwt.header.keyID == "theirs")
    }

    @Test(
        "A23: a kid is a search term and nothing else",
        arguments: [
            "../../../../dev/null", "/etc/passwd", "x' UNION SELECT 'AA'--", "| touch /tmp/x", "*)(uid=*",
            "a\0b",
            String(repeating: "k", count: 4096), "http://127.0.0.1:1/key",
        ]
    )
    func hostileNames(_ name: String) throws {
        var key = try Fixed.hmac()
        key.keyID = name
        let token = try JWT.sign(Fixed.claims, with: key)
        let others = JWTVerifier(
            keys: JWKSet([try Fixed.hmac()]),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked
        )
        #expect(throws: JWTError.keyUnknown(keyID: name)) { try others.verify(token, at: Fixed.now) }
        let own = JWTVerifier(
            keys: JWKSet([key]),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked
        )
        #expect(try own.verify(token, at: Fixed.now).keyID == name)
    }

    struct Tenants: KeyResolver {
        let keys: [String: JWK]

        func keys(for header: JWSHeader) throws(JWTError) -> JWKSet {
            JWKSet(header.keyID.flatMap { keys[$0] }.map { [$0] } ?? [])
        }
    }

    @Test("a resolver finds keys by the header, under the same rules")
    func resolver() throws {
        let (north, south) = (try Self.named("north"), try Self.named("south"))
        let verifier = JWTVerifier(
            resolver: Tenants(keys: ["north": north]),
            algorithms: [.es256],
            issuer: .unchecked,
            audience: .unchecked
        )
        #expect(try verifier.verify(JWT.sign(Fixed.claims, with: north), at: Fixed.now).keyID == "north")
        #expect(throws: JWTError.keyUnknown(keyID: "south")) {
            try verifier.verify(JWT.sign(Fixed.claims, with: south), at: Fixed.now)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try verifier.verify(Forge.hs256(), at: Fixed.now)
        }
    }
}
