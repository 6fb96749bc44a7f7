import Crypto

@testable import LatchkeyJOSE

/// Makes tokens that a proper signer refuses to make: any header and any payload, well signed.
enum Forge {
    static let claims = #"{"iss":"https://id.example","aud":"shop","sub":"42","exp":1700000900}"#

    /// A token of these texts, signed as the algorithm says, whatever the header says.
    static func token(
        header: String,
        payload: String = claims,
        key: JWK,
        algorithm: SignatureAlgorithm
    ) throws -> String {
        try token(header: Array(header.utf8), payload: Array(payload.utf8), key: key, algorithm: algorithm)
    }

    static func token(
        header: [UInt8],
        payload: [UInt8],
        key: JWK,
        algorithm: SignatureAlgorithm
    ) throws -> String {
        try sign(Base64URL.encode(header) + "." + Base64URL.encode(payload), key: key, algorithm: algorithm)
    }

    /// An HS256 token of these texts under the fixed secret.
    static func hs256(header: String = #"{"alg":"HS256"}"#, payload: String = claims) throws -> String {
        try token(header: header, payload: payload, key: Fixed.hmac(), algorithm: .hs256)
    }

    /// Any text with its signature after it.
    static func sign(_ input: String, key: JWK, algorithm: SignatureAlgorithm) throws -> String {
        struct NoSuchKey: Error {}
        guard let signingKey = key.material.signingKey(algorithm) else { throw NoSuchKey() }
        let signature = try Array(input.utf8).withUnsafeBytes { input in
            try signingKey.withSignature(for: input) { Base64URL.encode($0) }
        }
        return input + "." + signature
    }

    /// The HMAC of a text under any octets, however short.
    static func hmac(_ input: String, secret: [UInt8]) -> String {
        let key = HMACSignature<SHA256>(secret: secret)
        let code = Array(input.utf8).withUnsafeBytes { Array(key.code(for: $0)) }
        return input + "." + Base64URL.encode(code)
    }
}
