import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@Suite("AsyncSigner")
struct AsyncSignerTests {
    struct Unreachable: Error {}

    /// A key that answers later.
    struct Distant: AsyncSigner {
        let key: JWK
        let algorithm = SignatureAlgorithm.es256
        var keyID: String? = "kms-7"
        var answer: @Sendable ([UInt8]) async throws -> [UInt8] = { $0 }

        func signature(for input: SigningInput) async throws -> [UInt8] {
            await Task.yield()
            return try await answer(key.signer().signature(for: input.octets))
        }
    }

    private static let now = Date(timeIntervalSince1970: 1_700_000_000)
    private static let claims = Claims(
        issuer: "https://id.example",
        subject: "42",
        audience: ["shop"],
        expiresAt: now + 900
    )

    @Test("what a distant key signs, its public key verifies")
    func sign() async throws {
        let key = try JWK.generate(.es256)
        let distant = Distant(key: key)
        let verifier = JWTVerifier(
            key: key,
            algorithms: [.es256],
            issuer: "https://id.example",
            audience: "shop",
            type: "at+jwt"
        )
        let token = try await distant.sign(Self.claims, type: "at+jwt", header: ["x": 1])
        let jwt = try verifier.verify(token, at: Self.now)
        #expect(jwt.header.keyID == "kms-7" && jwt.header.parameters["x"] == .integer(1))
        let payload = try JSONObject(
            json: #"{"iss":"https://id.example","aud":"shop","sub":"7","exp":1700000900}"#
        )
        let other = try await distant.sign(payload: payload, type: "at+jwt")
        #expect(try verifier.verify(other, at: Self.now).subject == "7")
    }

    @Test("a distant key that cannot be reached, or answers with something else, makes no token")
    func failures() async throws {
        let key = try JWK.generate(.es256)
        await #expect(throws: Unreachable.self) {
            try await Distant(key: key) { _ in throw Unreachable() }.sign(Self.claims)
        }
        await #expect(throws: JWTError.signingFailed) {
            try await Distant(key: key) { _ in [] }.sign(Self.claims)
        }
    }
}
