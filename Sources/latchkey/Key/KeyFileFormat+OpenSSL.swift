import LatchkeyJOSE
import LatchkeyOpenSSL

extension KeyFileFormat {
    /// A key of secp256k1 or Ed448 with everything it has, as a file.
    ///
    /// - Throws: a refusal for the formats that libcrypto's keys are not written in here.
    func file(of key: OpenSSLKey, asJSON: Bool) throws -> [UInt8] {
        switch self {
        case .jwk: return Array((key.json() + "\n").utf8)
        case .jwks: return Array(("{\"keys\":[" + key.json() + "]}\n").utf8)
        case .pem,
            .pkcs8 where key.isPrivate, .spki where !key.isPrivate:
            let text = try key.pem()
            return Array((asJSON ? JSONObject.unique([(rawValue, .string(text))]).json() + "\n" : text).utf8)
        default:
            throw CommandFailure.refused(
                "a key for \(key.algorithm) is written as jwk, jwks or pem, not as \(rawValue)."
            )
        }
    }
}
