import Crypto
import SwiftASN1
import Testing

@testable import LatchkeyJOSE

@Suite("MLDSAKey")
struct MLDSAKeyTests {
    private typealias Key = MLDSAKey<MLDSA65>
    private static let seed = [UInt8](0..<32)

    /// PKCS#8 of seed and expanded key, as OpenSSL 3.5 writes it by default.
    private func both(seed: [UInt8], expanded: [UInt8]) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(ASN1OctetString(contentBytes: ArraySlice(seed)))
            try coder.serialize(ASN1OctetString(contentBytes: ArraySlice(expanded)))
        }
        return serializer.serializedBytes
    }

    @Test("takes a private key of seed and expanded key, where the two match (RFC 9881 §6)")
    func seedAndExpandedKey() throws {
        let key = try Key(seed: Self.seed)
        let rho = Array(key.publicKey.rawRepresentation.prefix(32))
        let rest = [UInt8](repeating: 0, count: 4000)
        let read = try Key(privateKeyContent: both(seed: Self.seed, expanded: rho + rest))
        #expect(read.publicKey.rawRepresentation == key.publicKey.rawRepresentation)
        for expanded in [rest + rho, rho + rest.dropLast(), rho] {
            #expect(throws: JWTError.keyInvalid(reason: "its seed and its expanded key do not match")) {
                try Key(privateKeyContent: both(seed: Self.seed, expanded: expanded))
            }
        }
    }

    @Test("refuses the expanded key without its seed, and a seed of another length")
    func expandedKeyAlone() throws {
        var serializer = DER.Serializer()
        try serializer.serialize(
            ASN1OctetString(contentBytes: ArraySlice([UInt8](repeating: 7, count: 4032)))
        )
        let reason = "a ML-DSA-65 key without its seed is not supported"
        #expect(throws: JWTError.keyInvalid(reason: reason)) {
            try Key(privateKeyContent: serializer.serializedBytes)
        }
        #expect(throws: JWTError.keyInvalid(reason: "the seed of a ML-DSA-65 key has 32 octets")) {
            try Key(seed: Array(Self.seed.dropLast()))
        }
    }

    @Test("a JWK always says its algorithm, which is part of the thumbprint")
    func algorithmIsPartOfTheKey() throws {
        var key = try JWK(pem: KeyFiles.mldsa65PKCS8)
        #expect(key.algorithm == .mldsa65 && key.keyType == .akp)
        key.algorithm = nil
        let object = try JSONObject(json: key.json())
        #expect(object.names == ["kty", "alg", "pub", "priv"])
        let hashed = #"{"alg":"ML-DSA-65","kty":"AKP","pub":"\#(try object.string("pub") ?? "")"}"#
        #expect(key.thumbprint() == Base64URL.encode(SHA256.hash(data: Array(hashed.utf8))))
        #expect(throws: JWTError.keyInvalid(reason: "ML-DSA-87 takes no ML-DSA-65 key")) {
            try JWK(pem: KeyFiles.mldsa65SPKI, algorithm: .mldsa87)
        }
    }
}
