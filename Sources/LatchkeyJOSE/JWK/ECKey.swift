import Crypto
import FoundationEssentials

/// A key on one of the NIST curves, read with the checks that RFC 7518 §6.2 asks for.
struct ECKey<Curve: NISTCurve>: AsymmetricKey {
    let publicKey: Curve.PublicKey
    let privateKey: Curve.PrivateKey?

    init(publicKey: Curve.PublicKey, privateKey: Curve.PrivateKey?) {
        self.publicKey = publicKey
        self.privateKey = privateKey
    }

    private init(_ privateKey: Curve.PrivateKey) {
        self.init(publicKey: privateKey.publicKey, privateKey: privateKey)
    }

    static var name: String { Curve.name }
    static var keyType: KeyType { .ec }
    static var algorithms: [SignatureAlgorithm] { [Curve.algorithm] }

    static func generate() -> Self {
        Self(Curve.PrivateKey(compactRepresentable: false))
    }
}

// MARK: - Reading

extension ECKey {
    /// The point with these coordinates, each of the full width of the curve.
    init(x: [UInt8], y: [UInt8]) throws(JWTError) {
        do {
            self.init(publicKey: try Curve.PublicKey(rawRepresentation: x + y), privateKey: nil)
        } catch {
            throw .keyInvalid(reason: "its point is not on \(Curve.name)")
        }
    }

    /// A point as X9.63 writes it, compressed or not.
    init(point: [UInt8]) throws(JWTError) {
        do {
            let publicKey =
                point.count == Curve.octetCount + 1
                ? try Curve.PublicKey(compressedRepresentation: point)
                : try Curve.PublicKey(x963Representation: point)
            self.init(publicKey: publicKey, privateKey: nil)
        } catch {
            throw .keyInvalid(reason: "its point is not on \(Curve.name)")
        }
    }

    init(scalar: [UInt8]) throws(JWTError) {
        do {
            self.init(try Curve.PrivateKey(rawRepresentation: scalar))
        } catch {
            throw .keyInvalid(reason: "its private number is not one of \(Curve.name)")
        }
    }

    init(scalar: [UInt8], matching point: Self) throws(JWTError) {
        try self.init(scalar: scalar)
        guard publicKey.rawRepresentation == point.publicKey.rawRepresentation else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
    }

    init(_ members: JWKMembers) throws(JWTError) {
        let x = try members.octets("x", count: Curve.octetCount)
        let y = try members.octets("y", count: Curve.octetCount)
        try self.init(x: x, y: y)
        guard members.contains("d") else { return }
        try self.init(scalar: members.octets("d", count: Curve.octetCount), matching: self)
    }
}

// MARK: - Writing

extension ECKey {
    var parameters: KeyParameters {
        let point = Array(publicKey.rawRepresentation)
        return .ec(
            curve: Curve.name,
            x: Base64URL.encode(point[..<Curve.octetCount]),
            y: Base64URL.encode(point[Curve.octetCount...])
        )
    }

    var privateMembers: [(StaticString, [UInt8])] {
        guard let privateKey else { return [] }
        return [("d", Array(privateKey.rawRepresentation))]
    }

    func publicKeyInfo() -> PublicKeyInfo {
        PublicKeyInfo(algorithm: .ec(Curve.identifier), content: Array(publicKey.x963Representation))
    }

    func privateKeyInfo() throws -> PrivateKeyInfo? {
        try privateKey.map { key in
            let content = ECPrivateKey(
                scalar: Array(key.rawRepresentation),
                curve: nil,
                point: Array(publicKey.x963Representation)
            )
            return PrivateKeyInfo(algorithm: .ec(Curve.identifier), content: try content.der())
        }
    }
}
