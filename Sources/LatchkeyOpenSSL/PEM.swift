import COpenSSL
import LatchkeyJOSE

/// The keys in PEM texts (RFC 7468).
///
/// Nobody is ever asked for a passphrase.
enum PEM {
    /// The one key in a text, and whether it is private.
    static func key(_ text: String) throws(JWTError) -> (key: EVPKey, isPrivate: Bool) {
        let octets = Array(text.utf8)
        guard let bio = BIO_new_mem_buf(octets, Int32(clamping: octets.count)) else {
            throw .keyInvalid(reason: "the text cannot be read")
        }
        defer { BIO_free(bio) }
        var found: (key: EVPKey, isPrivate: Bool)?
        while let block = try next(bio) {
            guard block.label != "EC PARAMETERS" else { continue }
            guard found == nil else { throw .keyInvalid(reason: "the PEM text holds more than one key") }
            found = try key(block.label, block.der)
        }
        guard let found else { throw .keyInvalid(reason: "the text holds no PEM block") }
        return found
    }

    private static func key(
        _ label: String,
        _ der: [UInt8]
    ) throws(JWTError) -> (key: EVPKey, isPrivate: Bool) {
        let reason = "its DER is not of the structure that its label names"
        return switch label {
        case "CERTIFICATE": (try DER.certifiedKey(der, orRefuse: reason), false)
        case "PUBLIC KEY": (try DER.publicKey(der, orRefuse: reason), false)
        case "PRIVATE KEY", "EC PRIVATE KEY": (try DER.privateKey(der, orRefuse: reason), true)
        default: throw .keyInvalid(reason: "a PEM block of this type is not supported")
        }
    }

    private static func next(_ bio: OpaquePointer) throws(JWTError) -> (label: String, der: [UInt8])? {
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var length = 0
        defer {
            for memory in [UnsafeMutableRawPointer(name), UnsafeMutableRawPointer(header)] {
                CRYPTO_free(memory, #file, #line)
            }
            CRYPTO_clear_free(data, length, #file, #line)
        }
        guard PEM_read_bio(bio, &name, &header, &data, &length) == 1, let name, let header else {
            let isEnd = ERR_peek_last_error() & 0x7f_ffff == UInt(PEM_R_NO_START_LINE)
            ERR_clear_error()
            guard isEnd else { throw .keyInvalid(reason: "the PEM block is not base64") }
            return nil
        }
        guard header.pointee == 0 else {
            throw .keyInvalid(reason: "the PEM block is encrypted or has headers, which is not supported")
        }
        return (String(cString: name), Array(UnsafeBufferPointer(start: data, count: length)))
    }

    /// PKCS#8 of a private key, SPKI of a public one.
    static func text(_ key: EVPKey, isPrivate: Bool) throws(JWTError) -> String {
        let bio = BIO_new(BIO_s_mem())
        defer { BIO_free(bio) }
        let isWritten =
            isPrivate
            ? PEM_write_bio_PKCS8PrivateKey(bio, key.pointer, nil, nil, 0, nil, nil)
            : PEM_write_bio_PUBKEY(bio, key.pointer)
        var start: UnsafeMutablePointer<UInt8>?
        let length = BIO_ctrl(bio, BIO_CTRL_INFO, 0, &start)
        guard isWritten == 1, let start, length > 0 else {
            ERR_clear_error()
            throw .keyInvalid(reason: "it could not be written as PEM")
        }
        return String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
    }
}
