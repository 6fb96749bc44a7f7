import LatchkeyJOSE

extension KeyFile {
    /// Reads a file with a key for encryption.
    ///
    /// PEM, JWK and JWK Set are told apart by their content. Anything else is a secret where `algorithms`, named by the user,
    /// are all for shared keys, and a password where they are all for passwords.
    static func readForEncryption(_ path: String, algorithms: [KeyManagementAlgorithm]) throws -> KeyFile {
        let octets = try FileInput.read(path)
        do throws(JWTError) {
            return try KeyFile(octets, algorithms: [])
        } catch {
            do throws(JWTError) {
                if let key = try sharedKey(octets, algorithms) { return .key(key) }
            } catch {
                throw CommandFailure.refused("\(path): \(error)")
            }
            let hint =
                algorithms.isEmpty
                ? " To use it as a shared secret or as a password name the algorithm, for example --algorithm A256KW or "
                    + "--algorithm PBES2-HS512+A256KW." : ""
            throw CommandFailure.refused("\(path): \(error)\(hint)")
        }
    }

    /// The file as a secret; `nil` where the algorithms do not make one of it.
    private static func sharedKey(
        _ octets: [UInt8],
        _ algorithms: [KeyManagementAlgorithm]
    ) throws(JWTError) -> JWK? {
        guard !algorithms.isEmpty else { return nil }
        let line = withoutLineEnd(octets)
        if algorithms.allSatisfy(\.takesPassword) { return try JWK(password: line) }
        guard algorithms.allSatisfy(\.takesSecret) else { return nil }
        if let key = try? JWK(encryptionSecret: octets) { return key }
        return try JWK(encryptionSecret: line)
    }

    /// Editors and `echo` end a file with a line feed, which belongs to no password.
    private static func withoutLineEnd(_ octets: [UInt8]) -> [UInt8] {
        Array(octets.reversed().drop { $0 == 0x0a || $0 == 0x0d }.reversed())
    }

    /// Every algorithm that one of the keys is for.
    var keyManagementAlgorithms: Set<KeyManagementAlgorithm> {
        Set(keys.flatMap(\.keyManagementAlgorithms))
    }
}

extension KeyManagementAlgorithm {
    fileprivate var takesPassword: Bool {
        [.pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW].contains(self)
    }

    fileprivate var takesSecret: Bool {
        let algorithms: [KeyManagementAlgorithm] = [
            .direct, .a128KW, .a192KW, .a256KW, .a128GCMKW, .a192GCMKW, .a256GCMKW,
        ]
        return algorithms.contains(self)
    }
}
