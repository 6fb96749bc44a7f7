import LatchkeyAccounts
import LatchkeyJOSE

/// The public keys of a client that signs its assertions.
enum ClientKeys {
    /// The most keys of one client.
    static let limit = 16
    /// The longest set in octets.
    static let sizeLimit = 32_768

    /// What an assertion may be signed with: nothing that a public key, taken for a shared secret, could verify.
    static let algorithms: Set<SignatureAlgorithm> = Set(
        SignatureAlgorithm.allCases.filter { $0.keyType != .oct && $0.takesJWK }
    )

    /// Reads a JWK Set, and writes what is kept of it.
    ///
    /// Refuses private and symmetric keys rather than leaving them out: whoever sent one has given it away.
    static func canonical(_ json: String) throws(ClientError) -> String {
        guard json.utf8.count <= sizeLimit, let set = try? JWKSet(json: json), !set.keys.isEmpty,
            set.keys.count <= limit,
            set.keys.allSatisfy({ !$0.isPrivate && !algorithms.isDisjoint(with: $0.algorithms) })
        else { throw .invalid(FieldError("jwks", .invalidFormat)) }
        return set.publicKeys.json()
    }
}
