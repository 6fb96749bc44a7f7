import COpenSSL
import LatchkeyJOSE

/// A key in the hands of libcrypto.
///
/// Unchecked because the compiler cannot see into libcrypto: a key is only read once it is made, each operation has a
/// context of its own, and libcrypto counts references atomically.
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes the key over; refuses a missing one, as libcrypto returns it where it could not make a key.
    init(_ pointer: OpaquePointer?, orRefuse reason: String) throws(JWTError) {
        guard let pointer else {
            // What went wrong stays in the thread's queue otherwise, for somebody else to find.
            ERR_clear_error()
            throw .keyInvalid(reason: reason)
        }
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// Runs one of libcrypto's checks of a key.
    func passes(_ check: (OpaquePointer) -> Int32) -> Bool {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        let passes = check(context) == 1
        ERR_clear_error()
        return passes
    }

    static func generate(_ name: String, group: String? = nil) throws(JWTError) -> EVPKey {
        let context = EVP_PKEY_CTX_new_from_name(nil, name, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        if EVP_PKEY_keygen_init(context) == 1,
            group.map({ EVP_PKEY_CTX_set_group_name(context, $0) }) ?? 1 == 1
        {
            EVP_PKEY_generate(context, &key)
        }
        return try EVPKey(key, orRefuse: "the key could not be generated")
    }
}

// MARK: - Signatures

extension EVPKey {
    /// The signature in libcrypto's form; `nil` where it cannot sign.
    ///
    /// The digest is what the octets are hashed with; `nil` where the algorithm hashes for itself.
    func signature(for input: [UInt8], digest: OpaquePointer?) -> [UInt8]? {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestSignInit(context, nil, digest, nil, pointer) == 1 else {
            ERR_clear_error()
            return nil
        }
        var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(pointer)))
        var length = signature.count
        guard EVP_DigestSign(context, &signature, &length, input, input.count) == 1 else {
            ERR_clear_error()
            return nil
        }
        return Array(signature.prefix(length))
    }

    /// Whether a signature in libcrypto's form is that of the octets.
    func isValid(_ signature: [UInt8], for input: [UInt8], digest: OpaquePointer?) -> Bool {
        let context = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return EVP_DigestVerifyInit(context, nil, digest, nil, pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, input, input.count) == 1
    }
}

// MARK: - Parts

extension EVPKey {
    /// A number of the key, big-endian and of this width; `nil` where the key has none.
    func number(_ name: String, width: Int) -> [UInt8]? {
        var number: OpaquePointer?
        defer { BN_clear_free(number) }
        guard EVP_PKEY_get_bn_param(pointer, name, &number) == 1 else {
            ERR_clear_error()
            return nil
        }
        var octets = [UInt8](repeating: 0, count: width)
        guard BN_bn2binpad(number, &octets, Int32(width)) == Int32(width) else { return nil }
        return octets
    }

    /// The octets of the public key, as EdDSA has them.
    func publicOctets(count: Int) -> [UInt8]? {
        octets(count) { EVP_PKEY_get_raw_public_key(pointer, $0, $1) }
    }

    /// The octets of the private key, as EdDSA has them; `nil` for a public key.
    func privateOctets(count: Int) -> [UInt8]? {
        octets(count) { EVP_PKEY_get_raw_private_key(pointer, $0, $1) }
    }

    private func octets(
        _ count: Int,
        _ read: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>) -> Int32
    ) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: count)
        var length = count
        guard read(&octets, &length) == 1, length == count else {
            ERR_clear_error()
            return nil
        }
        return octets
    }
}
