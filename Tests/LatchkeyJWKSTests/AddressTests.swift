import HTTPTypes
import LatchkeyJOSE
import LatchkeyJWKS
import Testing

/// A29: the one address that is asked is the operator's own word.
///
/// None is ever taken from a token, a client or another server's metadata, so this one may be private, as issuers behind a
/// firewall are.
@Suite("The address of a remote key set")
struct AddressTests {
    @Test(
        "is https, or http on a loopback host",
        arguments: [
            "https://id.example/jwks", "HTTPS://id.example", "https://id.example:8443/jwks?x=1",
            "http://localhost:8080/jwks", "http://LOCALHOST/", "http://127.0.0.1/", "http://127.8.9.10:1/",
            "http://[::1]:8080/jwks", "https://10.0.0.1/jwks",
        ]
    )
    func accepted(url: String) throws {
        _ = try RemoteJWKS(url: url)
    }

    @Test(
        "A28: is refused otherwise",
        arguments: [
            "http://id.example/jwks", "http://10.0.0.1/", "http://127.0.0.1.evil.example/",
            "http://localhost.evil/",
            "http://127.1/", "http://127.0.0.256/", "http://[::2]/", "http://0.0.0.0/",
            "http://127.0.0.1@evil.example/", "https://user@id.example/", "https://user:secret@id.example/",
            "file:///etc/passwd", "unix:///run/x", "http+unix://%2Frun%2Fx/", "ftp://id.example/", "https://",
            "https:///x",
            "//id.example", "id.example", "", "http://", " https://id.example",
        ]
    )
    func refused(url: String) {
        #expect(throws: RemoteJWKSError.insecureURL(url)) { try RemoteJWKS(url: url) }
    }

    @Test("is the issuer's well-known one", arguments: ["", "/"])
    func wellKnown(slash: String) async throws {
        try await TestIssuer.run { issuer async throws in
            let keys = try RemoteJWKS(issuer: issuer.url + slash, logger: .silent)
            await keys.refresh(for: nil)
            #expect(issuer.fetches == 1)
            #expect(issuer.strays == 0)
        }
    }

    @Test("can be asked just once, under the same rules")
    func once() async throws {
        try await TestIssuer.run { issuer async throws in
            let url = issuer.url + "/.well-known/jwks.json"
            #expect(try await RemoteJWKS.fetch(url).keys.map(\.keyID) == ["a3"])
            issuer.answer(.found, headers: [.location: "/elsewhere"])
            await #expect(throws: RemoteJWKSError.redirected(status: 302)) { try await RemoteJWKS.fetch(url) }
            await #expect(throws: RemoteJWKSError.insecureURL("http://id.example/")) {
                try await RemoteJWKS.fetch("http://id.example/")
            }
            #expect(issuer.strays == 0)
        }
    }
}
