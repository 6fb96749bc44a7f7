import Crypto
import CryptoExtras
import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("Encrypted tokens that were tampered with")
struct EncryptionTamperingTests {
    static let algorithms: [(KeyManagementAlgorithm, ContentEncryption)] = [
        (.direct, .a128GCM), (.direct, .a256CBCHS512), (.a128KW, .a128CBCHS256), (.a256GCMKW, .a256GCM),
        (.rsaOAEP256, .a192CBCHS384), (.ecdhES, .a128CBCHS256), (.ecdhESA256KW, .a256GCM),
        (.pbes2HS256A128KW, .a128GCM),
    ]

    @Test("every character that is changed makes a token that is refused", arguments: algorithms)
    func everyCharacter(_ algorithm: KeyManagementAlgorithm, _ encryption: ContentEncryption) throws {
        let key = try EncryptionKeys.key(algorithm, encryption)
        let token = try EncryptionKeys.encrypter(key, algorithm, encryption).encrypt(EncryptionKeys.plaintext)
        let decrypter = EncryptionKeys.decrypter(key, algorithm, encryption)
        let text = Array(token.utf8)
        for position in text.indices {
            for bit in [position % 2 * 4] {
                var changed = text
                changed[position] ^= 1 << bit
                let other = String(decoding: changed, as: UTF8.self)
                #expect(throws: JWTError.self, "\(position)") { try decrypter.decrypt(other) }
            }
        }
        _ = try decrypter.decrypt(token)
    }

    @Test(
        "every octet of the binary parts that is changed is one and the same refusal",
        arguments: algorithms
    )
    func everyOctet(_ algorithm: KeyManagementAlgorithm, _ encryption: ContentEncryption) throws {
        let key = try EncryptionKeys.key(algorithm, encryption)
        let token = try EncryptionKeys.encrypter(key, algorithm, encryption).encrypt(EncryptionKeys.plaintext)
        let decrypter = EncryptionKeys.decrypter(key, algorithm, encryption)
        let segments = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for segment in 1..<5 {
            let octets = try #require(Base64URL.decode(segments[segment]))
            for position in octets.indices {
                var changed = octets
                changed[position] ^= 0x01
                var other = segments
                other[segment] = Base64URL.encode(changed)
                #expect(throws: JWTError.decryptionFailed) {
                    try decrypter.decrypt(other.joined(separator: "."))
                }
            }
        }
    }

    @Test("parts that are too short or too long are refused", arguments: algorithms)
    func lengths(_ algorithm: KeyManagementAlgorithm, _ encryption: ContentEncryption) throws {
        let key = try EncryptionKeys.key(algorithm, encryption)
        let token = try EncryptionKeys.encrypter(key, algorithm, encryption).encrypt(EncryptionKeys.plaintext)
        let decrypter = EncryptionKeys.decrypter(key, algorithm, encryption)
        let segments = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for segment in 1..<5 {
            let octets = try #require(Base64URL.decode(segments[segment]))
            var others = (0..<octets.count).map { Array(octets[..<$0]) }
            others += [octets + [0], octets + octets + [1], [0] + octets]
            for other in others {
                var changed = segments
                changed[segment] = Base64URL.encode(other)
                #expect(throws: JWTError.self) { try decrypter.decrypt(changed.joined(separator: ".")) }
            }
        }
    }

    @Test("a tag of GCM is 128 bits, its initialization vector 96, whatever else the primitive takes")
    func gcmLengths() throws {
        let key = SymmetricKey(data: EncryptionKeys.octets(32))
        let sealed = try AES.GCM.seal([1, 2, 3], using: key, nonce: AES.GCM.Nonce(data: [UInt8](0..<16)))
        let content = SealedContent(
            initializationVector: [UInt8](0..<16),
            ciphertext: Array(sealed.ciphertext),
            tag: Array(sealed.tag)
        )
        #expect(AESGCM.open(content, key: key, authenticating: []) == nil)
    }

    @Test("a truncated tag of CBC with HMAC is refused, though it begins as the right one does")
    func cbcTag() throws {
        let key = SymmetricKey(data: EncryptionKeys.octets(64))
        var content = try ContentEncryption.a256CBCHS512.seal([1], key: key, authenticating: [])
        #expect(ContentEncryption.a256CBCHS512.open(content, key: key, authenticating: []) == [1])
        content.tag.removeLast(16)
        #expect(ContentEncryption.a256CBCHS512.open(content, key: key, authenticating: []) == nil)
    }

    @Test("wrong padding under a right tag is the same refusal as a wrong tag")
    func padding() throws {
        let octets = EncryptionKeys.octets(32)
        let vector = [UInt8](repeating: 0, count: 16)
        let cipher = AESCBCHMAC<SHA256>(key: SymmetricKey(data: octets))
        for last in [0, 1, 2, 16, 17, 255] as [UInt8] {
            // A block whose padding, but for 1, is not what its last octet says.
            let ciphertext = Array(
                try AES._CBC.encrypt(
                    [UInt8](repeating: 0xaa, count: 15) + [last],
                    using: SymmetricKey(data: octets[16...]),
                    iv: AES._CBC.IV(ivBytes: vector),
                    noPadding: true
                )
            )
            let token = JWEParts.compact(
                Base64URL.encode(#"{"alg":"dir","enc":"A128CBC-HS256"}"#.utf8),
                encryptedKey: [],
                SealedContent(
                    initializationVector: vector,
                    ciphertext: ciphertext,
                    tag: cipher.tag(
                        vector,
                        ciphertext,
                        authenticating: Array(
                            Base64URL.encode(#"{"alg":"dir","enc":"A128CBC-HS256"}"#.utf8).utf8
                        )
                    )
                )
            )
            let decrypter = try EncryptionKeys.decrypter(
                EncryptionKeys.key(.direct, .a128CBCHS256),
                .direct,
                .a128CBCHS256
            )
            if last == 1 {
                #expect(try decrypter.decrypt(token).plaintext == [UInt8](repeating: 0xaa, count: 15))
            } else {
                #expect(throws: JWTError.decryptionFailed) { try decrypter.decrypt(token) }
            }
        }
    }

    @Test("a content key of the wrong length is refused", arguments: ContentEncryption.allCases)
    func contentKeyLength(_ encryption: ContentEncryption) throws {
        let key = try EncryptionKeys.key(.a256KW)
        let wrapping = SymmetricKey(data: EncryptionKeys.octets(32))
        for length in [16, 24, 32, 40, 48, 64, 72] where length != encryption.keyLength {
            let contentKey = SymmetricKey(data: EncryptionKeys.octets(length))
            let token = try EncryptionKeys.forge(
                header: #"{"alg":"A256KW","enc":"\#(encryption)"}"#,
                encryptedKey: Array(AES.KeyWrap.wrap(contentKey, using: wrapping)),
                contentKey: EncryptionKeys.octets(encryption.keyLength),
                encryption
            )
            #expect(throws: JWTError.decryptionFailed) {
                try EncryptionKeys.decrypter(key, .a256KW, encryption).decrypt(token)
            }
        }
    }

    @Test("another key of the right kind is the same refusal", arguments: KeyManagementAlgorithm.allCases)
    func otherKey(_ algorithm: KeyManagementAlgorithm) throws {
        let token = try EncryptionKeys.encrypter(EncryptionKeys.key(algorithm), algorithm).encrypt([1])
        let other =
            algorithm.mode == .password
            ? try JWK(password: Array("another password".utf8)) : try JWK.generate(algorithm)
        #expect(throws: JWTError.decryptionFailed) {
            try EncryptionKeys.decrypter(other, algorithm).decrypt(token)
        }
    }

    @Test("additional data that was changed, left out or added is refused")
    func additionalData() throws {
        let key = try EncryptionKeys.key(.a256KW)
        let encrypter = try EncryptionKeys.encrypter(key, .a256KW)
        let decrypter = EncryptionKeys.decrypter(key, .a256KW)
        let token = try encrypter.encryptJSON([1], additionalData: [1, 2, 3])
        for other in [#""aad":"AQIE","#, #""aad":"","#, ""] {
            let changed = replace(#""aad":"AQID","#, with: other, in: token)
            #expect(changed != token)
            #expect(throws: JWTError.decryptionFailed) { try decrypter.decryptJSON(changed) }
        }
        let bare = try encrypter.encryptJSON([1])
        let added = replace(#""iv""#, with: #""aad":"AQID","iv""#, in: bare)
        #expect(throws: JWTError.decryptionFailed) { try decrypter.decryptJSON(added) }
    }

    private func replace(_ part: String, with other: String, in text: String) -> String {
        text.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: other)
    }
}
