import Crypto
import FoundationEssentials

/// Keys on P-256 from their numbers, with the checks that RFC 7518 §6.2 asks for.
enum P256Key {
    /// The point with these coordinates, x and y of 32 octets each.
    static func publicKey(_ coordinates: [UInt8]) throws(JWTError) -> P256.Signing.PublicKey {
        do {
            return try P256.Signing.PublicKey(rawRepresentation: coordinates)
        } catch {
            throw .keyInvalid(reason: "its point is not on P-256")
        }
    }

    /// A point as X9.63 writes it, compressed or not.
    static func publicKey(point: [UInt8]) throws(JWTError) -> P256.Signing.PublicKey {
        do {
            return point.count == 33
                ? try P256.Signing.PublicKey(compressedRepresentation: point)
                : try P256.Signing.PublicKey(x963Representation: point)
        } catch {
            throw .keyInvalid(reason: "its point is not on P-256")
        }
    }

    static func privateKey(_ scalar: [UInt8]) throws(JWTError) -> P256.Signing.PrivateKey {
        do {
            return try P256.Signing.PrivateKey(rawRepresentation: scalar)
        } catch {
            throw .keyInvalid(reason: "its private number is not one of P-256")
        }
    }

    static func privateKey(
        _ scalar: [UInt8],
        matching point: P256.Signing.PublicKey
    ) throws(JWTError) -> P256.Signing.PrivateKey {
        let key = try privateKey(scalar)
        guard key.publicKey.rawRepresentation == point.rawRepresentation else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
        return key
    }
}
