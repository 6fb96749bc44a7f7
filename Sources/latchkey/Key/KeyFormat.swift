import ArgumentParser
import LatchkeyJOSE

/// How a key is written.
enum KeyFormat: String, ExpressibleByArgument, CaseIterable {
    /// JSON (RFC 7517).
    case jwk
    /// PKCS#8 for a private key, SPKI for a public one.
    case pem

    /// The key with everything it has, its private part included, and a line feed at the end.
    func text(of key: JWK) throws(JWTError) -> String {
        switch self {
        case .jwk: key.json() + "\n"
        case .pem: try key.pem()
        }
    }

    /// The text for `--json`: a JWK is JSON as it is, PEM is wrapped.
    func text(of key: JWK, asJSON: Bool) throws(JWTError) -> String {
        let text = try text(of: key)
        guard asJSON, self == .pem else { return text }
        return JSONObject.unique([("pem", .string(text))]).json() + "\n"
    }
}
