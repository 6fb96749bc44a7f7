import Crypto

extension JWK {
    /// The hash functions of thumbprints, by their names in RFC 9278 §5.
    @nonexhaustive
    public enum ThumbprintHash: String, Sendable, Hashable, CaseIterable {
        /// SHA-256, what nearly everybody uses.
        case sha256 = "sha-256"
        /// SHA-384.
        case sha384 = "sha-384"
        /// SHA-512.
        case sha512 = "sha-512"
    }

    /// The thumbprint of the key in base64url (RFC 7638 §3): the same for a private key and its public part.
    ///
    /// - Parameter hash: the hash function.
    /// - Returns: 43 characters for SHA-256, 64 for SHA-384, 86 for SHA-512.
    public func thumbprint(_ hash: ThumbprintHash = .sha256) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        // Required members only, in lexicographic order, without white space.
        for (name, value) in material.thumbprintMembers {
            writer.member(name, value)
        }
        writer.endObject()
        return switch hash {
        case .sha256: Base64URL.encode(SHA256.hash(data: writer.octets))
        case .sha384: Base64URL.encode(SHA384.hash(data: writer.octets))
        case .sha512: Base64URL.encode(SHA512.hash(data: writer.octets))
        }
    }

    /// The thumbprint as a URI (RFC 9278 §3), such as `urn:ietf:params:oauth:jwk-thumbprint:sha-256:NzbLsXh8…`.
    ///
    /// - Parameter hash: the hash function, which the URI names.
    /// - Returns: the URI.
    public func thumbprintURI(_ hash: ThumbprintHash = .sha256) -> String {
        "urn:ietf:params:oauth:jwk-thumbprint:\(hash.rawValue):\(thumbprint(hash))"
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
