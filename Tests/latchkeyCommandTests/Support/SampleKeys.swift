import LatchkeyJOSE

/// Keys that never change, so that a failure today is the same failure tomorrow.
enum SampleKeys {
    /// P-256, RFC 7515 appendix A.3.1.
    static let ec = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
        """
    /// Its public part.
    static let ecPublic = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """
    /// Ed25519, RFC 8037 appendix A.1; its thumbprint stands in appendix A.3.
    static let ed = """
        {"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",\
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        """
    static let edThumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    /// 64 octets, RFC 7515 appendix A.1.1.
    static let secret = """
        {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}
        """

    /// What is said of a file with a secret that everybody knows.
    static func wellKnown(_ file: String) -> String {
        "\(file): The key cannot be used: the secret is a sample that everybody knows; make one with "
            + "latchkey key generate --algorithm HS256."
    }

    /// Signs claims given as JSON with a key given as JSON.
    static func sign(
        _ claims: String,
        with key: String = ec,
        algorithm: SignatureAlgorithm? = nil,
        header: [String: JSONValue] = [:]
    ) throws -> String {
        try JWT.sign(
            payload: JSONObject(json: claims),
            with: JWK(json: key),
            algorithm: algorithm,
            header: header
        )
    }
}
