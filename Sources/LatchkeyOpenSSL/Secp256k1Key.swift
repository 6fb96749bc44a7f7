import COpenSSL
import LatchkeyJOSE

/// ECDSA on secp256k1 with SHA-256 (RFC 8812 §3.2).
struct Secp256k1Key {
    static let curve = "secp256k1"
    static let width = 32

    let key: EVPKey
    let isPrivate: Bool

    /// Takes a key over that libcrypto has read, after checking that it is one and lies on the named curve.
    init(_ key: EVPKey, isPrivate: Bool) throws(JWTError) {
        var name = [CChar](repeating: 0, count: 64)
        var isExplicit: Int32 = 0
        EVP_PKEY_get_int_param(key.pointer, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &isExplicit)
        guard EVP_PKEY_get_group_name(key.pointer, &name, name.count, nil) == 1,
            name.prefix(while: { $0 != 0 }).map({ UInt8(bitPattern: $0) }) == Array(Self.curve.utf8),
            isExplicit == 0
        else {
            ERR_clear_error()
            throw .keyInvalid(reason: "keys of this curve are not supported")
        }
        // RFC 5480 §2.2: hybrid points must not be used.
        var form = [CChar](repeating: 0, count: 16)
        EVP_PKEY_get_utf8_string_param(
            key.pointer,
            OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
            &form,
            form.count,
            nil
        )
        guard form.prefix(while: { $0 != 0 }).map({ UInt8(bitPattern: $0) }) != Array("hybrid".utf8) else {
            throw .keyInvalid(reason: "its point is in the hybrid form")
        }
        guard key.passes(EVP_PKEY_public_check) else {
            throw .keyInvalid(reason: "its point is not on secp256k1")
        }
        guard !isPrivate || key.passes(EVP_PKEY_private_check) else {
            throw .keyInvalid(reason: "its private number is not one of secp256k1")
        }
        guard !isPrivate || key.passes(EVP_PKEY_pairwise_check) else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
        self.key = key
        self.isPrivate = isPrivate
    }

    /// The point with these coordinates, as SPKI (RFC 5480) hands it to libcrypto.
    init(x: [UInt8], y: [UInt8]) throws(JWTError) {
        let algorithm: [UInt8] = [
            0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
            0x00, 0x0a,
        ]
        let der = [0x30, 0x56] + algorithm + [0x03, 0x42, 0x00, 0x04] + x + y
        try self.init(DER.publicKey(der, orRefuse: "its point is not on secp256k1"), isPrivate: false)
    }

    /// The private key with this number and its point, as SEC1 (RFC 5915) hands them to libcrypto.
    init(d: [UInt8], x: [UInt8], y: [UInt8]) throws(JWTError) {
        let version: [UInt8] = [0x02, 0x01, 0x01]
        let curve: [UInt8] = [0xa0, 0x07, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a]
        let point = [0xa1, 0x44, 0x03, 0x42, 0x00, 0x04] + x + y
        let der = [0x30, 0x74] + version + [0x04, 0x20] + d + curve + point
        try self.init(
            DER.privateKey(der, orRefuse: "its private number is not one of secp256k1"),
            isPrivate: true
        )
    }

    static func generate() throws(JWTError) -> Secp256k1Key {
        try Secp256k1Key(.generate("EC", group: curve), isPrivate: true)
    }

    var x: [UInt8] { key.number(OSSL_PKEY_PARAM_EC_PUB_X, width: Self.width) ?? [] }
    var y: [UInt8] { key.number(OSSL_PKEY_PARAM_EC_PUB_Y, width: Self.width) ?? [] }
    var d: [UInt8]? { isPrivate ? key.number(OSSL_PKEY_PARAM_PRIV_KEY, width: Self.width) : nil }
}

// MARK: - Signatures

extension Secp256k1Key {
    /// r and s side by side.
    func signature(for input: [UInt8]) throws(JWTError) -> [UInt8] {
        guard let der = key.signature(for: input, digest: EVP_sha256()) else { throw .signingFailed }
        let parsed = der.withUnsafeBufferPointer { der in
            var start = der.baseAddress
            return d2i_ECDSA_SIG(nil, &start, der.count)
        }
        defer { ECDSA_SIG_free(parsed) }
        var signature = [UInt8](repeating: 0, count: 2 * Self.width)
        let isWritten = signature.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return false }
            let width = Int32(Self.width)
            return BN_bn2binpad(ECDSA_SIG_get0_r(parsed), start, width) == width
                && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), start + Self.width, width) == width
        }
        guard parsed != nil, isWritten else { throw .signingFailed }
        return signature
    }

    func isValid(_ signature: [UInt8], for input: [UInt8]) -> Bool {
        signature.count == 2 * Self.width
            && key.isValid(Self.der(signature), for: input, digest: EVP_sha256())
    }

    /// r and s as libcrypto reads them: two DER integers in a sequence.
    private static func der(_ signature: [UInt8]) -> [UInt8] {
        let numbers = [signature.prefix(width), signature.suffix(width)].map { number -> [UInt8] in
            let digits = Array(number.drop { $0 == 0 })
            let body = digits.first.map { $0 >= 0x80 ? [0] + digits : digits } ?? [0]
            return [0x02, UInt8(body.count)] + body
        }
        let content = numbers.flatMap(\.self)
        return [0x30, UInt8(content.count)] + content
    }
}
