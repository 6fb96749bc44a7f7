import Testing

@testable import LatchkeyJOSE

@Suite("Tokens of other libraries")
struct ForeignTokensTests {
    @Test("are verified, each algorithm under its own name alone [A5]", arguments: ForeignTokens.all)
    func verify(_ foreign: ForeignTokens.Case) throws {
        let key = try JWK(keyFile: Array(foreign.key.utf8))
        let algorithm = try #require(SignatureAlgorithm(name: foreign.algorithm))
        let jwt = try Fixed.verifier(key, algorithms: [algorithm]).verify(foreign.token, at: Fixed.now)
        #expect(jwt.subject == "42" && jwt.header.algorithm == algorithm)
        let others = Set(SignatureAlgorithm.allCases).subtracting([algorithm])
        #expect(throws: JWTError.algorithmNotAllowed(name: foreign.algorithm)) {
            try Fixed.verifier(key, algorithms: others).verify(foreign.token, at: Fixed.now)
        }
    }

    @Test("cover every algorithm that takes a JWK but HMAC, which has RFC vectors")
    func covered() {
        let names = Set(Fixed.algorithms.filter { $0.keyType != .oct }.map(\.name))
        #expect(Set(ForeignTokens.all.map(\.algorithm)) == names)
    }

    @Test(
        "name ML-DSA keys by the same thumbprint",
        arguments: [
            (KeyFiles.mldsa65PKCS8, "x0kWwvv_AqVn61aqlQHnR3QwLdzUjPE_JWxbqdcwnmc"),
            (KeyFiles.mldsa87PKCS8, "mFRsKlw6dHj1-DtDA2Q37S9_J-6bafDaCshNfEFXF4w"),
        ]
    )
    func thumbprint(_ pem: String, _ expected: String) throws {
        #expect(try JWK(pem: pem).thumbprint() == expected)
    }
}
