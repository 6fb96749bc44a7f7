import LatchkeyJOSE
import LatchkeyOpenSSL

/// What the keys that somebody expects a token to be signed with say about it.
struct KeyFindings {
    let keys: KeyFile
    let header: JSONObject

    /// Checks the signature of a token; the one finding says why it is not good, or that it is.
    func of(_ token: String) -> Finding {
        guard case .string(let name)? = header["alg"], let algorithm = SignatureAlgorithm(name: name) else {
            return Finding("algorithm_not_allowed", "With this alg no key can check the signature.")
        }
        if let finding = strangeName ?? unfitting(algorithm) { return finding }
        do throws(JWTError) {
            let key = try verifier(algorithm).verifySignature(token).keyID
            let name = key.map { " \($0)" } ?? ""
            return .note("signature_valid", "The signature is good: the key\(name) made it.")
        } catch .signatureInvalid {
            return Finding("signature_invalid", Self.wrongSignature(algorithm))
        } catch {
            return Finding(error)
        }
    }

    private func verifier(_ algorithm: SignatureAlgorithm) -> JWTVerifier {
        switch keys {
        case .key(let key):
            JWTVerifier(key: key, algorithms: [algorithm], issuer: .unchecked, audience: .unchecked)
        case .openSSLKey(let key):
            JWTVerifier(verifier: key, algorithms: [algorithm], issuer: .unchecked, audience: .unchecked)
        case .set, .mixedSet:
            JWTVerifier(
                verifiers: keys.openSSLKeys,
                keys: JWKSet(keys.keys),
                algorithms: [algorithm],
                issuer: .unchecked,
                audience: .unchecked
            )
        }
    }

    /// What a key says about itself, whichever library works with it.
    private struct Candidate {
        let keyID: String?
        let type: String
        let algorithms: [SignatureAlgorithm]
    }

    private var all: [Candidate] {
        keys.keys.map { Candidate(keyID: $0.keyID, type: $0.keyType.rawValue, algorithms: $0.algorithms) }
            + keys.openSSLKeys.map {
                Candidate(
                    keyID: $0.keyID,
                    type: $0.algorithm.keyType.rawValue,
                    algorithms: $0.algorithms
                )
            }
    }

    /// The keys of a set that have the name in the header, or every key where there is none.
    private var candidates: [Candidate] {
        switch keys {
        case .key, .openSSLKey: return all
        case .set, .mixedSet:
            guard case .string(let keyID)? = header["kid"] else { return all }
            return all.filter { $0.keyID?.utf8.elementsEqual(keyID.utf8) ?? false }
        }
    }

    private var strangeName: Finding? {
        guard candidates.isEmpty else { return nil }
        guard case .string(let keyID)? = header["kid"] else {
            return Finding("key_unknown", "The set holds no key that can be used.")
        }
        let names = all.prefix(4).compactMap(\.keyID).joined(separator: ", ")
        let known = names.isEmpty ? "it has none with a name" : "it has \(names)"
        return Finding("key_unknown", "The set has no key with the kid \(keyID); \(known).")
    }

    private func unfitting(_ algorithm: SignatureAlgorithm) -> Finding? {
        guard !candidates.contains(where: { $0.algorithms.contains(algorithm) }) else { return nil }
        let algorithms = candidates.flatMap(\.algorithms).reduce(into: [String]()) { names, algorithm in
            if !names.contains(algorithm.name) { names.append(algorithm.name) }
        }
        let types = Set(candidates.map(\.type)).sorted().joined(separator: ", ")
        let use = algorithms.isEmpty ? "no signatures" : algorithms.joined(separator: ", ")
        return Finding(
            "algorithm_not_allowed",
            "The token says \(algorithm); the key is of type \(types) and for \(use)."
        )
    }

    private static func wrongSignature(_ algorithm: SignatureAlgorithm) -> String {
        algorithm.keyType == .oct
            ? "The signature is not by this secret, or the token was changed after it was signed."
            : "The signature is not by this key, or the token was changed after it was signed."
    }
}
