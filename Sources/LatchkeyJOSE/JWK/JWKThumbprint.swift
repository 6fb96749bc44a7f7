import Crypto

extension JWK {
    /// The SHA-256 thumbprint of the key in base64url (RFC 7638 §3): the same for a private key and its public part.
    public func thumbprint() -> String {
        var writer = JSONWriter()
        writer.beginObject()
        // Required members only, in lexicographic order, without white space.
        for (name, value) in material.thumbprintMembers {
            writer.member(name, value)
        }
        writer.endObject()
        return Base64URL.encode(SHA256.hash(data: writer.octets))
    }
}

extension KeyMaterial {
    fileprivate var thumbprintMembers: [(StaticString, String)] {
        switch parameters {
        case .oct(let k): [("k", k), ("kty", "oct")]
        case .rsa(let n, let e): [("e", e), ("kty", "RSA"), ("n", n)]
        case .ec(let curve, let x, let y): [("crv", curve), ("kty", "EC"), ("x", x), ("y", y)]
        case .okp(let curve, let x): [("crv", curve), ("kty", "OKP"), ("x", x)]
        case .akp(let algorithm, let publicKey): [("alg", algorithm), ("kty", "AKP"), ("pub", publicKey)]
        }
    }
}
