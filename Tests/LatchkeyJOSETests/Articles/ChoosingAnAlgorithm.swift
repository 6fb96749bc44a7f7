import LatchkeyJOSE
import Testing

@Suite("The article ChoosingAnAlgorithm")
struct ChoosingAnAlgorithm {
    @Test("makes one key for one algorithm")
    func run() throws {
        // snippet
        let signing = try JWK.generate(.ed25519)
        let shared = try JWK.generate(.hs256)
        let postQuantum = try JWK.generate(.mldsa65)
        // end
        #expect(signing.algorithms == [.ed25519])
        #expect(shared.publicKey == nil)
        #expect(postQuantum.algorithm == .mldsa65)
    }

    @Test("takes a key that is too small for a reason only")
    func weak() throws {
        let secret = [UInt8](0..<16)
        // snippet
        let partner = try JWK(
            hmacSecret: secret,
            algorithm: .hs256,
            strength: .weak(reason: "the partner's gateway cannot hold 32 octets until June 2027")
        )
        // end
        #expect(partner.algorithm == .hs256)
        #expect(throws: JWTError.self) { try JWK(hmacSecret: secret, algorithm: .hs256) }
    }
}
