import Crypto
import FoundationEssentials
import SwiftASN1

/// One of the curves P-256, P-384 and P-521, as ``ECKey`` needs to know it.
protocol NISTCurve {
    associatedtype PublicKey: NISTPublicKey
    associatedtype PrivateKey: NISTPrivateKey where PrivateKey.PublicKey == PublicKey

    /// `crv`.
    static var name: String { get }
    /// The width of a coordinate and of the private number, in octets.
    static var octetCount: Int { get }
    static var bitCount: Int { get }
    static var identifier: ASN1ObjectIdentifier { get }
    static var algorithm: SignatureAlgorithm { get }

    static func sharedSecret(_ privateKey: PrivateKey, _ publicKey: PublicKey) throws -> SharedSecret
}

protocol NISTPublicKey: Sendable {
    init<Octets: ContiguousBytes>(rawRepresentation: Octets) throws
    init<Octets: ContiguousBytes>(x963Representation: Octets) throws
    init<Octets: ContiguousBytes>(compressedRepresentation: Octets) throws
    var rawRepresentation: Data { get }
    var x963Representation: Data { get }
}

protocol NISTPrivateKey: Sendable {
    associatedtype PublicKey
    init(compactRepresentable: Bool)
    init<Octets: ContiguousBytes>(rawRepresentation: Octets) throws
    var rawRepresentation: Data { get }
    var publicKey: PublicKey { get }
}

extension P256.Signing.PublicKey: NISTPublicKey {}
extension P256.Signing.PrivateKey: NISTPrivateKey {}
extension P384.Signing.PublicKey: NISTPublicKey {}
extension P384.Signing.PrivateKey: NISTPrivateKey {}
extension P521.Signing.PublicKey: NISTPublicKey {}
extension P521.Signing.PrivateKey: NISTPrivateKey {}

extension P256: NISTCurve {
    static var name: String { "P-256" }
    static var octetCount: Int { 32 }
    static var bitCount: Int { 256 }
    static var identifier: ASN1ObjectIdentifier { .p256 }
    static var algorithm: SignatureAlgorithm { .es256 }

    static func sharedSecret(
        _ privateKey: Signing.PrivateKey,
        _ publicKey: Signing.PublicKey
    ) throws -> SharedSecret {
        try KeyAgreement.PrivateKey(rawRepresentation: privateKey.rawRepresentation)
            .sharedSecretFromKeyAgreement(
                with: KeyAgreement.PublicKey(rawRepresentation: publicKey.rawRepresentation)
            )
    }
}

extension P384: NISTCurve {
    static var name: String { "P-384" }
    static var octetCount: Int { 48 }
    static var bitCount: Int { 384 }
    static var identifier: ASN1ObjectIdentifier { .p384 }
    static var algorithm: SignatureAlgorithm { .es384 }

    static func sharedSecret(
        _ privateKey: Signing.PrivateKey,
        _ publicKey: Signing.PublicKey
    ) throws -> SharedSecret {
        try KeyAgreement.PrivateKey(rawRepresentation: privateKey.rawRepresentation)
            .sharedSecretFromKeyAgreement(
                with: KeyAgreement.PublicKey(rawRepresentation: publicKey.rawRepresentation)
            )
    }
}

extension P521: NISTCurve {
    static var name: String { "P-521" }
    static var octetCount: Int { 66 }
    static var bitCount: Int { 521 }
    static var identifier: ASN1ObjectIdentifier { .p521 }
    static var algorithm: SignatureAlgorithm { .es512 }

    static func sharedSecret(
        _ privateKey: Signing.PrivateKey,
        _ publicKey: Signing.PublicKey
    ) throws -> SharedSecret {
        try KeyAgreement.PrivateKey(rawRepresentation: privateKey.rawRepresentation)
            .sharedSecretFromKeyAgreement(
                with: KeyAgreement.PublicKey(rawRepresentation: publicKey.rawRepresentation)
            )
    }
}
