import Testing

@testable import LatchkeyJOSE

@Suite("JWK")
struct JWKTests {
    @Test(
        "generates a key for each algorithm, named by its thumbprint",
        arguments: Fixed.algorithms.filter { $0.keyType != .rsa || $0 == .rs256 }
    )
    func generate(_ algorithm: SignatureAlgorithm) throws {
        let key = try JWK.generate(algorithm)
        #expect(key.algorithm == algorithm)
        #expect(key.keyID == key.thumbprint())
        #expect(key.isPrivate)
        #expect(key.algorithms == [algorithm])
        guard algorithm.keyType != .rsa else { return }  // one takes seconds without optimisation
        #expect(try key.thumbprint() != JWK.generate(algorithm).thumbprint())
    }

    @Test("generates the sizes asked for, and no others")
    func sizes() throws {
        #expect(try JSONObject(json: JWK.generate(.rs256, bits: 2048).json()).string("n")?.utf8.count == 342)
        #expect(try JSONObject(json: JWK.generate(.hs256, bits: 512).json()).string("k")?.utf8.count == 86)
        for (algorithm, bits) in [
            (SignatureAlgorithm.rs256, 1024), (.rs256, 2047), (.rs256, -1), (.rs256, 1 << 20),
        ] {
            #expect(
                throws: JWTError.keyInvalid(reason: "an RSA key has a multiple of 8 bits from 2048 to 16384")
            ) {
                try JWK.generate(algorithm, bits: bits)
            }
        }
        #expect(throws: JWTError.keyInvalid(reason: "HS512 takes a secret of 64 octets at least")) {
            try JWK.generate(.hs512, bits: 256)
        }
        #expect(throws: JWTError.keyInvalid(reason: "a secret has a multiple of 8 bits, 256 at least")) {
            try JWK.generate(.hs256, bits: 248)
        }
        #expect(throws: JWTError.keyInvalid(reason: "ES256 keys have 256 bits")) {
            try JWK.generate(.es256, bits: 384)
        }
    }

    @Test("written and read again it is the same key", arguments: Fixed.algorithms)
    func roundTrip(_ algorithm: SignatureAlgorithm) throws {
        var key = try Fixed.key(algorithm)
        key.keyID = "k\"1"
        key.use = "sig"
        key.keyOperations = ["sign", "verify"]
        key.algorithm = algorithm
        let again = try JWK(json: key.json())
        #expect(again.json() == key.json())
        #expect(again.algorithm == algorithm && again.keyID == "k\"1" && again.use == "sig")
        #expect(again.keyOperations == ["sign", "verify"])
    }

    @Test("A27: the public part holds no private member", arguments: Fixed.algorithms)
    func publicPart(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        guard algorithm.keyType != .oct else {
            #expect(key.publicKey == nil)
            return
        }
        let publicKey = try #require(key.publicKey)
        let names = try Set(JSONObject(json: publicKey.json()).names)
        #expect(names.isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]))
        #expect(!publicKey.isPrivate && publicKey.thumbprint() == key.thumbprint())
    }

    @Test("a key that may only sign has a public part that may only verify")
    func publicOperations() throws {
        var key = try Fixed.p256()
        key.keyOperations = ["sign"]
        #expect(key.publicKey?.keyOperations == ["verify"])
        key.keyOperations = ["sign", "verify"]
        #expect(key.publicKey?.keyOperations == ["verify"])
    }

    @Test("ignores members it does not know")
    func unknownMembers() throws {
        let json =
            #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","x5t":"?","new":{"a":[1]}}"#
        #expect(try JWK(json: json).keyType == .okp)
    }

    @Test("neither describing nor dumping a key shows its material", arguments: Fixed.algorithms)
    func hidesMaterial(_ algorithm: SignatureAlgorithm) throws {
        var key = try Fixed.key(algorithm)
        key.keyID = "name"
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(text.contains("name") && text.utf8.count < 80)
        }
    }
}
