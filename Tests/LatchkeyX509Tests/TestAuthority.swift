import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate with its private key, that can issue others.
struct TestAuthority {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let year = 31_536_000.0

    let certificate: Certificate
    let key: P256.Signing.PrivateKey

    /// What a certificate may be used for.
    enum Use {
        case authority, signature, encryption, unsaid
    }

    /// A root that has signed itself.
    static func root(_ name: String = "Root") throws -> TestAuthority {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(name) }
        let certificate = try make(name, Certificate.PublicKey(key.publicKey), .authority, by: subject, key)
        return TestAuthority(certificate: certificate, key: key)
    }

    /// An authority below this one.
    func authority(_ name: String = "Intermediate", use: Use = .authority) throws -> TestAuthority {
        let key = P256.Signing.PrivateKey()
        return TestAuthority(
            certificate: try issue(Certificate.PublicKey(key.publicKey), named: name, use: use),
            key: key
        )
    }

    /// A certificate for a key, issued by this authority.
    func issue(
        _ publicKey: Certificate.PublicKey,
        named name: String = "Leaf",
        use: Use = .signature,
        from start: Date = now - year,
        to end: Date = now + year
    ) throws -> Certificate {
        try Self.make(name, publicKey, use, by: certificate.subject, key, from: start, to: end)
    }

    private static func make(
        _ name: String,
        _ publicKey: Certificate.PublicKey,
        _ use: Use,
        by issuer: DistinguishedName,
        _ issuerKey: P256.Signing.PrivateKey,
        from start: Date = now - year,
        to end: Date = now + year
    ) throws -> Certificate {
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: start,
            notValidAfter: end,
            issuer: issuer,
            subject: DistinguishedName { CommonName(name) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try extensions(use),
            issuerPrivateKey: Certificate.PrivateKey(issuerKey)
        )
    }

    private static func extensions(_ use: Use) throws -> Certificate.Extensions {
        switch use {
        case .authority:
            try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                KeyUsage(keyCertSign: true)
            }
        case .signature:
            try Certificate.Extensions { KeyUsage(digitalSignature: true) }
        case .encryption:
            try Certificate.Extensions { KeyUsage(keyEncipherment: true) }
        case .unsaid: Certificate.Extensions()
        }
    }
}

extension Certificate {
    func der() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(self)
        return serializer.serializedBytes
    }
}
