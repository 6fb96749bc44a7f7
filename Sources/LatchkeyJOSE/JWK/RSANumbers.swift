import CryptoExtras
import FoundationEssentials
import SwiftASN1

/// The numbers of an RSA key, each without leading zeros, as PKCS#1 and JWK carry them (RFC 8017 A.1, RFC 7518 §6.3).
struct RSANumbers {
    var n: [UInt8]
    var e: [UInt8]
    /// `nil` for a public key.
    var secret: Secret?

    struct Secret {
        var d: [UInt8]
        var p: [UInt8]
        var q: [UInt8]
        var dp: [UInt8]
        var dq: [UInt8]
        var qi: [UInt8]
    }

    init(n: [UInt8], e: [UInt8], secret: Secret? = nil) {
        self.n = n
        self.e = e
        self.secret = secret
    }

    init(publicKey: _RSA.Signing.PublicKey) {
        // The primitives of a key that exists can always be read: the throwing is a formality of the interface.
        let primitives = try? publicKey.getKeyPrimitives()
        self.init(n: Array(primitives?.modulus ?? Data()), e: Array(primitives?.publicExponent ?? Data()))
    }

    init(privateKey: _RSA.Signing.PrivateKey) throws {
        try self.init(derEncoded: Array(privateKey.derRepresentation))
    }
}

extension RSANumbers {
    /// The public key; refuses what is below 1024 bits, can be factored for how it was made, or has an exponent
    /// that is even or 1.
    func publicKey() throws(JWTError) -> _RSA.Signing.PublicKey {
        try check()
        do {
            // Of the ways to a key this one takes small moduli, which are refused or excused later.
            return try _RSA.Signing.PublicKey(unsafeDERRepresentation: publicKeyInfo().der())
        } catch {
            throw .keyInvalid(reason: "the RSA numbers are no key of a size that is supported")
        }
    }

    /// The private key; refuses numbers that do not belong together.
    ///
    /// The way through PKCS#1 is deliberate: it checks every relation between the numbers.
    func privateKey() throws(JWTError) -> _RSA.Signing.PrivateKey {
        try check()
        do {
            var serializer = DER.Serializer()
            try serializer.serialize(self)
            return try _RSA.Signing.PrivateKey(unsafeDERRepresentation: serializer.serializedBytes)
        } catch {
            throw .keyInvalid(reason: "the RSA numbers do not belong together")
        }
    }

    private func publicKeyInfo() throws -> PublicKeyInfo {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(ArraySlice(n))
            try coder.serialize(ArraySlice(e))
        }
        return PublicKeyInfo(algorithm: .rsa, content: serializer.serializedBytes)
    }

    private func check() throws(JWTError) {
        guard n.count <= 2048 else { throw .keyInvalid(reason: "the RSA modulus has more than 16384 bits") }
        guard let last = e.last, last & 1 == 1, e.count > 1 || last > 1 else {
            throw .keyInvalid(reason: "the RSA exponent must be odd and greater than 1")
        }
        guard !ROCAFingerprint.isOn(n) else {
            throw .keyInvalid(
                reason: "the RSA modulus can be factored: the chip that made it was faulty (CVE-2017-15361)"
            )
        }
    }
}

// MARK: - PKCS#1

extension RSANumbers: DERImplicitlyTaggable {
    static var defaultIdentifier: ASN1Identifier { .sequence }

    init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
        self = try DER.sequence(node, identifier: identifier) { nodes in
            let version = try Int(derEncoded: &nodes)
            guard version == 0 else { throw ASN1Error.invalidASN1Object(reason: "not a two-prime RSA key") }
            var numbers: [[UInt8]] = []
            for _ in 0..<8 {
                numbers.append(try Self.number(&nodes))
            }
            return RSANumbers(
                n: numbers[0],
                e: numbers[1],
                secret: Secret(
                    d: numbers[2],
                    p: numbers[3],
                    q: numbers[4],
                    dp: numbers[5],
                    dq: numbers[6],
                    qi: numbers[7]
                )
            )
        }
    }

    /// The next number without leading zeros; a negative one is refused.
    static func number(_ nodes: inout ASN1NodeCollection.Iterator) throws -> [UInt8] {
        try ArraySlice<UInt8>(derEncoded: &nodes).drop { $0 == 0 }.map(\.self)
    }

    func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
        guard let secret else { throw ASN1Error.invalidASN1Object(reason: "not a private key") }
        try coder.appendConstructedNode(identifier: identifier) { coder in
            try coder.serialize(0)
            for number in [n, e, secret.d, secret.p, secret.q, secret.dp, secret.dq, secret.qi] {
                try coder.serialize(ArraySlice(number))
            }
        }
    }
}
