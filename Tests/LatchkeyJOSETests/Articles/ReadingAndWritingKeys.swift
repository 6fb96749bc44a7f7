import FoundationEssentials
import LatchkeyJOSE
import Testing

@Suite("The article ReadingAndWritingKeys")
struct ReadingAndWritingKeys {
    @Test("reads a key file of any kind and writes it as another")
    func files() throws {
        let passphrase = "correct horse battery staple"
        let contents = try JWK.generate(.ed25519).write(as: .openSSH, passphrase: passphrase)
        // snippet
        let key = try JWK(keyFile: contents, algorithm: .ed25519, passphrase: passphrase)
        let pem = try key.write(as: .pem(.pkcs8), passphrase: passphrase)
        let line = try key.publicKey?.write(as: .openSSH)
        // end
        #expect(try JWK(keyFile: pem, passphrase: passphrase).thumbprint() == key.thumbprint())
        #expect(try JWK(keyFile: #require(line)).thumbprint() == key.thumbprint())
    }

    @Test("looks up keys one by one")
    func resolver() throws {
        let key = try JWK.generate(.es256)
        // snippet
        struct TenantKeys: KeyResolver {
            let keys: [String: JWKSet]

            func keys(for header: JWSHeader) throws(JWTError) -> JWKSet {
                try keys[header.parameters.string("tenant") ?? ""] ?? JWKSet()
            }
        }
        // end
        let token = try JWT.sign(
            Claims(issuer: "https://id.example", audience: ["shop"], expiresAt: .now + 900),
            with: key,
            header: ["tenant": "north"]
        )
        func verifier(_ tenant: String) -> JWTVerifier {
            JWTVerifier(
                resolver: TenantKeys(keys: [tenant: JWKSet([key]).publicKeys]),
                algorithms: [.es256],
                issuer: "https://id.example",
                audience: "shop"
            )
        }
        _ = try verifier("north").verify(token, at: .now)
        #expect(throws: JWTError.keyUnknown(keyID: key.keyID)) {
            try verifier("south").verify(token, at: .now)
        }
    }
}
