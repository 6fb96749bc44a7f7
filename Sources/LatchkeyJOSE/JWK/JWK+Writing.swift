extension JWK {
    /// The key as JSON (RFC 7517), **with its private part** where it has one.
    ///
    /// Publish `key.publicKey?.json()`, or ``JWKSet/publicKeys``.
    public func json() -> String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text()
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("kty", keyType.rawValue)
        if let keyID { writer.member("kid", keyID) }
        if let use { writer.member("use", use) }
        if let keyOperations { writer.member("key_ops", keyOperations) }
        let algorithm = algorithm ?? material.describedAlgorithm
        if let name = algorithm?.name ?? encryptionAlgorithm?.name { writer.member("alg", name) }
        material.write(to: &writer)
        writer.endObject()
    }
}

extension KeyMaterial {
    fileprivate func write(to writer: inout JSONWriter) {
        switch parameters {
        case .oct(let k):
            writer.member("k", k)
        case .rsa(let n, let e):
            writer.member("n", n)
            writer.member("e", e)
        case .ec(let curve, let x, let y):
            writer.member("crv", curve)
            writer.member("x", x)
            writer.member("y", y)
        case .okp(let curve, let x):
            writer.member("crv", curve)
            writer.member("x", x)
        case .akp(_, let publicKey):
            writer.member("pub", publicKey)
        }
        for (name, octets) in asymmetric?.privateMembers ?? [] {
            writer.member(name, Base64URL.encode(octets))
        }
    }
}
