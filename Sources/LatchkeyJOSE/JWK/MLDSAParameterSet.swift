import Crypto
import FoundationEssentials
import SwiftASN1

/// ML-DSA-65 or ML-DSA-87 (FIPS 204 §4), as ``MLDSAKey`` needs to know it.
protocol MLDSAParameterSet {
    associatedtype PublicKey: MLDSAPublicKey
    associatedtype PrivateKey: MLDSAPrivateKey where PrivateKey.PublicKey == PublicKey

    static var algorithm: SignatureAlgorithm { get }
    static var identifier: ASN1ObjectIdentifier { get }
    /// The length of a public key, in octets.
    static var publicKeyLength: Int { get }
    /// The length of an expanded private key, in octets.
    static var expandedKeyLength: Int { get }
}

protocol MLDSAPublicKey: Sendable {
    init<Octets: DataProtocol>(rawRepresentation: Octets) throws
    var rawRepresentation: Data { get }
}

protocol MLDSAPrivateKey: Sendable {
    associatedtype PublicKey
    init() throws
    init<Octets: DataProtocol>(seedRepresentation: Octets, publicKey: PublicKey?) throws
    var seedRepresentation: Data { get }
    var publicKey: PublicKey { get }
}

extension MLDSA65.PublicKey: MLDSAPublicKey {}
extension MLDSA65.PrivateKey: MLDSAPrivateKey {}
extension MLDSA87.PublicKey: MLDSAPublicKey {}
extension MLDSA87.PrivateKey: MLDSAPrivateKey {}

extension MLDSA65: MLDSAParameterSet {
    static var algorithm: SignatureAlgorithm { .mldsa65 }
    static var identifier: ASN1ObjectIdentifier { .mldsa65 }
    static var publicKeyLength: Int { 1952 }
    static var expandedKeyLength: Int { 4032 }
}

extension MLDSA87: MLDSAParameterSet {
    static var algorithm: SignatureAlgorithm { .mldsa87 }
    static var identifier: ASN1ObjectIdentifier { .mldsa87 }
    static var publicKeyLength: Int { 2592 }
    static var expandedKeyLength: Int { 4896 }
}
