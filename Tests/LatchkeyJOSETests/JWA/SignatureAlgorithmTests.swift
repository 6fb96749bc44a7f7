import Testing

@testable import LatchkeyJOSE

@Suite("SignatureAlgorithm")
struct SignatureAlgorithmTests {
    @Test("A2: knows its own name and no other spelling", arguments: SignatureAlgorithm.allCases)
    func names(_ algorithm: SignatureAlgorithm) {
        let name = algorithm.name
        #expect(SignatureAlgorithm(name: name) == algorithm)
        let others = [
            name.lowercased(), name.uppercased(), name + " ", " " + name, name + "\0", name + "\n",
            String(name.dropLast(2)),
            name + "\u{212a}", name.replacing("S", with: "\u{ff33}"), name.replacing("E", with: "\u{395}"),
        ]
        for other in others where !other.utf8.elementsEqual(name.utf8) {
            #expect(SignatureAlgorithm(name: other) == nil)
        }
    }

    @Test(
        "A4: has no none in any spelling",
        arguments: ["none", "None", "NONE", "nOnE", "", "none ", "n\u{f3}ne"]
    )
    func none(_ name: String) {
        #expect(SignatureAlgorithm(name: name) == nil)
    }

    @Test("names what JWA calls it")
    func registry() {
        let names = [
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
            "ES512", "EdDSA", "Ed25519", "ML-DSA-65", "ML-DSA-87", "ES256K", "Ed448",
        ]
        #expect(SignatureAlgorithm.allCases.map(\.name) == names)
    }
}
