import Crypto
import CryptoExtras
import SwiftASN1

/// How PBES2 makes a key of a passphrase: PBKDF2 (RFC 8018 A.2) or scrypt (RFC 7914 §7), within bounds.
///
/// A file names its own cost, so that a stranger's file could ask for hours or for all memory.
enum PassphraseKeyDerivation: DERParseable, DERSerializable {
    case pbkdf2(salt: [UInt8], rounds: Int, keyLength: Int?, hash: Hash)
    case scrypt(salt: [UInt8], cost: Int, blockSize: Int, parallelization: Int, keyLength: Int?)

    /// The pseudorandom function of PBKDF2, an HMAC (RFC 8018 B.1).
    enum Hash: CaseIterable {
        case sha1, sha256, sha384, sha512

        var identifier: ASN1ObjectIdentifier {
            switch self {
            case .sha1: [1, 2, 840, 113549, 2, 7]
            case .sha256: [1, 2, 840, 113549, 2, 9]
            case .sha384: [1, 2, 840, 113549, 2, 10]
            case .sha512: [1, 2, 840, 113549, 2, 11]
            }
        }

        var function: KDF.Insecure.PBKDF2.HashFunction {
            switch self {
            case .sha1: .insecureSHA1
            case .sha256: .sha256
            case .sha384: .sha384
            case .sha512: .sha512
            }
        }
    }

    /// A few seconds.
    static let mostRounds = 10_000_000
    /// `openssl` takes 16 MiB, and 64 MiB at most by default.
    static let mostMemory = 64 << 20
    private static let newRounds = 600_000

    private static let pbkdf2Identifier: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 5, 12]
    private static let scryptIdentifier: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 11591, 4, 11]

    /// A fresh salt and the cost that is recommended for PBKDF2-HMAC-SHA-256.
    static func new() -> PassphraseKeyDerivation {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        return .pbkdf2(salt: salt, rounds: newRounds, keyLength: nil, hash: .sha256)
    }

    /// The length of the key where the file names it.
    var keyLength: Int? {
        switch self {
        case .pbkdf2(_, _, let keyLength, _), .scrypt(_, _, _, _, let keyLength): keyLength
        }
    }

    func key(_ passphrase: Passphrase, count: Int) throws(JWTError) -> SymmetricKey {
        do {
            return switch self {
            case .pbkdf2(let salt, let rounds, _, let hash):
                // Our own files are above the bound of the checked call; files of others may be below it.
                try KDF.Insecure.PBKDF2.deriveKey(
                    from: passphrase.octets,
                    salt: salt,
                    using: hash.function,
                    outputByteCount: count,
                    unsafeUncheckedRounds: rounds
                )
            case .scrypt(let salt, let cost, let blockSize, let parallelization, _):
                try KDF.Scrypt.deriveKey(
                    from: passphrase.octets,
                    salt: salt,
                    outputByteCount: count,
                    rounds: cost,
                    blockSize: blockSize,
                    parallelism: parallelization
                )
            }
        } catch {
            throw .keyInvalid(reason: "its key derivation has parameters that do not work")
        }
    }
}

// MARK: - DER

extension PassphraseKeyDerivation {
    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            switch try ASN1ObjectIdentifier(derEncoded: &nodes) {
            case Self.pbkdf2Identifier: try DER.sequence(in: &nodes) { try Self.readPBKDF2(&$0) }
            case Self.scryptIdentifier: try DER.sequence(in: &nodes) { try Self.readScrypt(&$0) }
            default: throw JWTError.keyInvalid(reason: "its key derivation is not supported")
            }
        }
    }

    private static func readPBKDF2(_ nodes: inout ASN1NodeCollection.Iterator) throws -> Self {
        let salt = try salt(&nodes)
        let rounds = try Int(derEncoded: &nodes)
        guard (1...mostRounds).contains(rounds) else {
            throw JWTError.keyInvalid(reason: "its PBKDF2 has more than \(mostRounds) rounds, or none")
        }
        var next = nodes.next()
        var keyLength: Int?
        if let node = next, node.identifier == .integer {
            keyLength = try Int(derEncoded: node)
            next = nodes.next()
        }
        return .pbkdf2(salt: salt, rounds: rounds, keyLength: keyLength, hash: try next.map(hash) ?? .sha1)
    }

    private static func hash(_ node: ASN1Node) throws -> Hash {
        try DER.sequence(node, identifier: .sequence) { nodes in
            let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
            _ = nodes.next()
            guard let hash = Hash.allCases.first(where: { $0.identifier == identifier }) else {
                throw JWTError.keyInvalid(reason: "its PBKDF2 has a hash that is not supported")
            }
            return hash
        }
    }

    private static func readScrypt(_ nodes: inout ASN1NodeCollection.Iterator) throws -> Self {
        let salt = try salt(&nodes)
        let cost = try Int(derEncoded: &nodes)
        let blockSize = try Int(derEncoded: &nodes)
        let parallelization = try Int(derEncoded: &nodes)
        let bounds = 1...(mostMemory / 128)
        guard cost > 1, cost & (cost - 1) == 0, bounds.contains(cost), (1...64).contains(blockSize),
            (1...16).contains(parallelization), cost * blockSize * 128 <= mostMemory
        else {
            throw JWTError.keyInvalid(reason: "its scrypt needs more than 64 MiB, or more than 16 passes")
        }
        let keyLength = try nodes.next().map { try Int(derEncoded: $0) }
        return .scrypt(
            salt: salt,
            cost: cost,
            blockSize: blockSize,
            parallelization: parallelization,
            keyLength: keyLength
        )
    }

    private static func salt(_ nodes: inout ASN1NodeCollection.Iterator) throws -> [UInt8] {
        let salt = Array(try ASN1OctetString(derEncoded: &nodes).bytes)
        guard (1...1024).contains(salt.count) else {
            throw JWTError.keyInvalid(reason: "its salt is empty or longer than 1024 octets")
        }
        return salt
    }

    /// Only what ``new()`` makes is ever written.
    func serialize(into coder: inout DER.Serializer) throws {
        guard case .pbkdf2(let salt, let rounds, _, let hash) = self else {
            throw ASN1Error.invalidASN1Object(reason: "scrypt is read only")
        }
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(Self.pbkdf2Identifier)
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(ASN1OctetString(contentBytes: salt[...]))
                try coder.serialize(rounds)
                try coder.appendConstructedNode(identifier: .sequence) { coder in
                    try coder.serialize(hash.identifier)
                    try coder.serialize(ASN1Null())
                }
            }
        }
    }
}
