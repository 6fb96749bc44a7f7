import COpenSSL
import LatchkeyJOSE

/// Reading key structures, and nothing after them.
enum DER {
    /// SPKI (RFC 5280 §4.1.2.7).
    static func publicKey(_ der: [UInt8], orRefuse reason: String) throws(JWTError) -> EVPKey {
        try EVPKey(whole(der) { d2i_PUBKEY(nil, &$0, $1) }, orRefuse: reason)
    }

    /// The key in an X.509 certificate (RFC 5280); nothing else of it is looked at.
    static func certifiedKey(_ der: [UInt8], orRefuse reason: String) throws(JWTError) -> EVPKey {
        let key = whole(der) { start, count in
            guard let certificate = d2i_X509(nil, &start, count) else { return nil }
            defer { X509_free(certificate) }
            return X509_get_pubkey(certificate)
        }
        return try EVPKey(key, orRefuse: reason)
    }

    /// PKCS#8 (RFC 5958) or SEC1 (RFC 5915).
    static func privateKey(_ der: [UInt8], orRefuse reason: String) throws(JWTError) -> EVPKey {
        try EVPKey(whole(der) { d2i_AutoPrivateKey(nil, &$0, $1) }, orRefuse: reason)
    }

    /// The key that `read` finds, provided that it has read everything.
    private static func whole(
        _ der: [UInt8],
        _ read: (inout UnsafePointer<UInt8>?, Int) -> OpaquePointer?
    ) -> OpaquePointer? {
        der.withUnsafeBufferPointer { der in
            var position = der.baseAddress
            guard let key = read(&position, der.count) else { return nil }
            guard position == der.baseAddress.map({ $0 + der.count }) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
    }
}
