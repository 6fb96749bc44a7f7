import LatchkeyJOSE
import Testing

/// Algorithms that the system's libcrypto brings along.
@Suite struct TokenOpenSSLTests {
    /// Made by `openssl genpkey -algorithm ed448`; it protects nothing.
    private static let ed448 = """
        -----BEGIN PRIVATE KEY-----
        MEcCAQAwBQYDK2VxBDsEOUHbSp85crGc42vnxedrHkpP1ApfVBMORxy4mXUWIoAm
        omXIhfXWKHg3b8UmU97/GJm6SZ2HuMAb8Q==
        -----END PRIVATE KEY-----

        """
    /// Made by `openssl ecparam -name secp256k1 -genkey`; it protects nothing.
    private static let es256k = """
        -----BEGIN EC PRIVATE KEY-----
        MHQCAQEEIO62kr5xz/7/j/+xxGeKe2UlelNO8bI7qo8PAEmIdUM/oAcGBSuBBAAK
        oUQDQgAE7TKa8Yn56cgVeJ1zikEZpj9hHaVWs7nRKaOqtCwLIGmEA5dVWJKCviGd
        4cZTJD5N84if5ouGgFbAumTN5ytbHQ==
        -----END EC PRIVATE KEY-----

        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.ed448, to: "ed448.pem")
        try folder.write(Self.es256k, to: "es256k.pem")
    }

    private func sign(_ file: String, _ arguments: String...) throws -> String {
        let run = try Latchkey.run(
            ["token", "sign", "--key", file, "--claims", #"{"sub":"42","exp":4000000000}"#] + arguments,
            in: folder
        )
        #expect(run.status == 0, "\(run.error)")
        return run.output.filter { $0 != "\n" }
    }

    @Test(
        "signs and verifies, by PEM and by the public JWK",
        arguments: [("es256k.pem", "ES256K"), ("ed448.pem", "Ed448"), ("ed448.pem", "EdDSA")]
    )
    func signAndVerify(_ file: String, _ algorithm: String) throws {
        let token = try sign(file, "--algorithm", algorithm)
        #expect(try UnverifiedJWT(token).header.algorithmName == algorithm)
        try folder.write(Latchkey.run("key", "public", file, in: folder).output, to: "public.jwk")
        for key in [file, "public.jwk"] {
            let run = try Latchkey.run("token", "verify", "--key", key, token, in: folder)
            #expect(
                run.status == 0 && run.output.hasPrefix("Valid: signed with \(algorithm)."),
                "\(run.error)"
            )
        }
        let refused = try Latchkey.run(
            "token",
            "verify",
            "--key",
            file,
            "--algorithm",
            "ES256",
            token,
            in: folder
        )
        #expect(refused.status == 1)
    }

    @Test("a batch takes such keys alone, in PEM, and in a set by their kid")
    func batch() throws {
        let token = try sign("es256k.pem")
        let published = try Latchkey.run("key", "public", "es256k.pem", in: folder).lines
        let json = try JSONObject(json: try #require(published.first))
        let named = try JSONObject(members: json.members + [("kid", "k1")])
        let other = try JSONObject(json: SampleKeys.ecPublic)
        let renamed = try sign("es256k.pem", "--header", #"{"kid":"k1"}"#)
        let stranger = try sign("es256k.pem", "--header", #"{"kid":"k2"}"#)
        func line(
            _ token: String,
            _ key: (String, JSONValue),
            _ algorithm: String = "ES256K"
        ) throws -> String {
            try JSONObject(members: [("token", .string(token)), key, ("algs", [.string(algorithm)])]).json()
        }
        func set(_ keys: [JSONObject]) throws -> (String, JSONValue) {
            ("jwk", .object(try JSONObject(members: [("keys", .array(keys.map(JSONValue.object)))])))
        }
        let lines = try [
            line(token, ("jwk", .object(json))), line(token, ("jwk_text", .string(Self.es256k))),
            line(token, set([named])), line(renamed, set([other, named])), line(stranger, set([named])),
            line(renamed, set([named, named])), line(token, ("jwk", .object(json)), "ES256"),
        ]
        let run = try Latchkey.run(
            "token",
            "verify",
            "--batch",
            input: lines.joined(separator: "\n") + "\n",
            in: folder
        )
        let verdicts = try run.output.split(separator: "\n").map { try JSONObject(json: String($0))["error"] }
        #expect(
            verdicts == [nil, nil, nil, nil, "key_unknown", "key_invalid", "algorithm_not_allowed"],
            "\(run.output)"
        )
    }
}
