import Crypto
import LatchkeyJOSE

/// Encrypted tokens.
///
/// Input with a line feed is header and plaintext, which the target encrypts, so that what comes behind the decryption
/// (critical parameters, inflating) is reached, too. Input with a brace in front is a token in JSON, any other one in the
/// compact form.
enum JWETarget {
    private static let inflated = 64 * 1024
    private static let contentKey = Array(FuzzKeys.secret.prefix(16))
    /// What the seeds say, the examples of RFC 7516 among them.
    private static let texts = ["Live long and prosper.", "seed"].map { Array($0.utf8) }

    // RFC 7516 A.3.3, RFC 7518 appendix C.
    private static let shortKey = #"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}"#
    private static let wrappingKey = #"{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}"#
    private static let agreementKey =
        #"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","#
        + #""y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#

    private static let direct = decrypter(shortKey, [.direct, .a128KW, .a128GCMKW])
    private static let decrypters: [JWEDecrypter?] = [
        direct,
        decrypter(wrappingKey, [.a128KW]),
        decrypter(agreementKey, [.ecdhES, .ecdhESA128KW]),
        passwordDecrypter(),
    ]

    private static func decrypter(
        _ json: String,
        _ algorithms: Set<KeyManagementAlgorithm>
    ) -> JWEDecrypter? {
        guard let key = try? JWK(json: json, strength: .weak(reason: "sixteen octets")) else { return nil }
        return JWEDecrypter(
            key: key,
            algorithms: algorithms,
            encryptions: Set(ContentEncryption.allCases),
            compression: .deflate(maximumSize: inflated)
        )
    }

    /// Few rounds: what more of them cost is bounded, but not by little.
    private static func passwordDecrypter() -> JWEDecrypter? {
        guard let key = try? JWK(password: Array("latchkey".utf8)) else { return nil }
        return JWEDecrypter(
            key: key,
            algorithms: [.pbes2HS256A128KW],
            encryptions: Set(ContentEncryption.allCases),
            limits: JWELimits(passwordIterations: 1000...1024)
        )
    }

    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        if let end = input.firstIndex(of: 0x0a) {
            return try checkSealed(header: Array(input[..<end]), Array(input[(end + 1)...]))
        }
        let token = String(decoding: input, as: UTF8.self)
        for decrypter in decrypters {
            guard let decrypter else { throw FuzzFinding(message: "a decrypter is missing") }
            let opened =
                input.first == UInt8(ascii: "{")
                ? try? decrypter.decryptJSON(token) : try? decrypter.decrypt(token)
            guard let opened else { continue }
            try FuzzFinding.expect(texts.contains(opened.plaintext), "a text was opened that nobody sealed")
        }
    }

    /// `dir` with `A128GCM`, whatever the header says.
    private static func checkSealed(header: [UInt8], _ plaintext: [UInt8]) throws(FuzzFinding) {
        let protected = Base64URL.encode(header)
        let box = try FuzzFinding.unfailing("AES-GCM does not work") {
            try AES.GCM.seal(
                plaintext,
                using: SymmetricKey(data: contentKey),
                nonce: AES.GCM.Nonce(data: [UInt8](repeating: 7, count: 12)),
                authenticating: Array(protected.utf8)
            )
        }
        let parts = [Array(box.nonce), Array(box.ciphertext), Array(box.tag)].map(Base64URL.encode)
        let token = "\(protected)..\(parts.joined(separator: "."))"
        guard let opened = try? direct?.decrypt(token) else { return }
        if opened.header["zip"] != nil {
            try FuzzFinding.expect(opened.plaintext.count <= inflated, "inflated beyond the limit")
        } else {
            try FuzzFinding.expect(opened.plaintext == plaintext, "the text changed")
        }
        try FuzzFinding.expect(opened.header["crit"] == nil, "a crit was accepted")
    }
}
