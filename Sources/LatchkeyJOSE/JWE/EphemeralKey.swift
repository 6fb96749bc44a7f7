// `epk`, the ephemeral public key of ECDH-ES (RFC 7518 §4.6.1.1).

extension KeyMaterial {
    /// The curve on which this key agrees with others on a secret; `nil` where it does not.
    var agreementCurve: KeyAgreementCurve? {
        switch self {
        case .p256: .p256
        case .p384: .p384
        case .p521: .p521
        case .x25519: .x25519
        case .oct, .rsa, .ed25519, .mldsa65, .mldsa87: nil
        }
    }

    /// Reads `epk`: a public key, its point on its curve (RFC 8725bis §3.4).
    ///
    /// - Throws: ``JWTError/headerInvalid(name:expected:)``.
    static func ephemeral(_ object: JSONObject) throws(JWTError) -> KeyMaterial {
        guard let key = try? JWK(object), !key.isPrivate, key.material.agreementCurve != nil else {
            throw .headerInvalid(name: "epk", expected: "a public key of an elliptic curve that is supported")
        }
        return key.material
    }

    /// The public part as `epk` carries it, in the bare minimum of members.
    func ephemeralParameters() throws(JWTError) -> JSONObject {
        guard let publicPart else { throw .encryptionFailed }
        let key = try JWK(material: publicPart)
        guard let object = try? JSONObject(json: key.json()) else { throw .encryptionFailed }
        return object
    }
}
