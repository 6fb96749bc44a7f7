import Testing

@testable import LatchkeyJOSE

/// The examples of RFC 8037, appendix A, that are about Ed25519.
@Suite("RFC 8037")
struct RFC8037Tests {
    static let privateKey = """
        {"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",\
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        """
    static let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    static let token =
        input
        + ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

    @Test("A.2: the public key of the private one")
    func publicKey() throws {
        let publicKey = try #require(try JWK(json: Self.privateKey).publicKey)
        let expected = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        #expect(try JSONObject(json: publicKey.json()) == JSONObject(json: expected))
    }

    @Test("A.3: the thumbprint")
    func thumbprint() throws {
        #expect(try JWK(json: Self.privateKey).thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test("A.4: signing [A5]")
    func sign() throws {
        // Deduced from the seed alone, an Ed25519 signature is the same whoever makes it.
        #expect(try Forge.sign(Self.input, key: JWK(json: Self.privateKey), algorithm: .eddsa) == Self.token)
    }

    @Test("A.5: validating [A5]")
    func verify() throws {
        let verifier = Fixed.verifier(try JWK(json: Self.privateKey), algorithms: [.eddsa])
        let payload = try verifier.verifySignature(Self.token).payload
        #expect(String(decoding: payload, as: UTF8.self) == "Example of Ed25519 signing")
    }
}
