import Crypto
import FoundationEssentials

/// The key derivation of ECDH-ES: NIST SP 800-56A single-step with SHA-256 (RFC 7518 §4.6.2).
enum ConcatKDF {
    /// The key that follows from a secret and from what it is for.
    ///
    /// - Parameters:
    ///   - secret: Z, what both sides have agreed on.
    ///   - algorithm: `enc` for direct agreement, else `alg`.
    ///   - partyU: the octets that `apu` stands for.
    ///   - partyV: the octets that `apv` stands for.
    ///   - length: how many octets are wanted.
    /// - Returns: the key.
    static func key(
        from secret: [UInt8],
        algorithm: String,
        partyU: [UInt8],
        partyV: [UInt8],
        length: Int
    ) -> SymmetricKey {
        let information =
            prefixed(Array(algorithm.utf8)) + prefixed(partyU) + prefixed(partyV)
            + UInt32(length * 8).bigEndianOctets
        var octets: [UInt8] = []
        var round: UInt32 = 1
        while octets.count < length {
            var hash = SHA256()
            hash.update(data: round.bigEndianOctets)
            hash.update(data: secret)
            hash.update(data: information)
            octets += hash.finalize()
            round += 1
        }
        return SymmetricKey(data: octets[..<length])
    }

    private static func prefixed(_ octets: [UInt8]) -> [UInt8] {
        UInt32(octets.count).bigEndianOctets + octets
    }
}
