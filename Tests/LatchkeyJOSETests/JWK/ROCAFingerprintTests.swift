import SwiftASN1
import Testing

@testable import LatchkeyJOSE

/// A11: moduli that the faulty chips of CVE-2017-15361 would have made, and others.
///
/// Each of the first is a product of two primes `k · M + (65537^a mod M)`, where `M` is the product of the first 71, 126, 126
/// and 225 primes, as those chips chose it for keys of 1024, 2048, 3072 and 4096 bits.
@Suite("ROCA (A11)")
struct ROCAFingerprintTests {
    static let marked: [(bits: Int, modulus: String)] = [
        (
            1024,
            """
            xD2-oxhUSIF6q3lbYTQxc-1s2siny6lgXtCHvaizmPgeupTXbb48bJ4Hf1eRSZT7sadcSRXX5kv7Um2ikreUAZD0-3uB9HvG\
            281fNmzQkdjoRyPeMiUtevVa0QuBcjA_zh8rB_wiI5U9JT7ExuFQG8eFyXAxrxJGCsA5LCVphz0
            """
        ),
        (
            2048,
            """
            6A1e6G5pCv9rIY9Qv8pA339ucZrUo013Vntafa2rH1LAP-QAN92E26Ls-ix8ZR2igceXCkZSasuMRhBKnHT470rKR0amoEOc\
            p-vU8A67UwJvuSDuKWA0xY_s0gseb-wA05VuAHJI_STZebT8f_L9P9x34yCpOBn-MpcTnnMKJ0boy4PFy0JgoSbIo8Xm8Wr7\
            zSWYrdNBOTZWcVja_96u2_ub0jwxlEou6FYa5qC37olQ3thQccnX3VmDSA6WTVvDnZnHUfhTdTncGKweUKpo7bXVawV70yqg\
            inp55rl1kMAzs3zblAySMTjuoANEPhjBXCm0vQ74AAdHr_AljS3FqQ
            """
        ),
        (
            3072,
            """
            v_006lOBYI_Hh-oV477Ums4Yo82tt-bskVJ0yhOUjarSlTvtFYoGSyfuogOOOXbPI7leXh9t59FKiuKh4beQPcz_ijZiPdRv\
            jFh9wXazCT9U2MZNHV4bAIv3IeJUnegq773R-cAJqeSTW3DMEMiGs3cK8UluibwJKy--c_6BolzJXwsF7xddektCHjhQ1W4G\
            61UJrr77lmBgjT5Ee28wHFocgtAIsS9hHlcVxPmrcpsdRVK3EUhdAoTbJ7vq2FcRBrYg04LRUSD1Hn6zJYO1cekCMzF6JkJW\
            kWVVqlf9EjYZFEx9RyesLkOCjFu1RdpJ_KWliFi6L83TWpy3kphPvIJ_o65VVA0akBUuZtm1-xanPOeuPJm_ybjP7txqJHEP\
            wpmHOxTNPbxaIPkLssnShgdLCXOuTYBFtxPgQhqWw2my-B3ocx2xpGqYdPE_Lby0yx0S_qt31C5VonZ3vCGfoXop7GZ6EecL\
            I9Jb7RbGqVUaPi_B3bpJJFJZobI99AQL
            """
        ),
        (
            4096,
            """
            siifNbkx_TbiRw9IhS7ovAjB9fbXJ5SjBr1zT3UTPb35A216FEucTDsx-pi09jCAdDT_2DbeyuzGULnjH8OzlHQcWG690vkm\
            Ry1SlfM1ZKCjbzYumTAzDJGhliqG88p3umvea46-dZQMJQLvUNbeI2A3d9Ccmvu_NgQFE1KF8YWHnUMLalXJ3r85NEZY8sEe\
            OwYyJQUm4H6ObG-mxla-8QJjsClhrdJJuEeSmK9hA9AAPmvxz7vnvjzFxRxjBVDuAW0Y4TWimG2TzuJT9VQVy8UUGTMldemQ\
            kLPN5gSOdJ-2-IALUrpcLMKzxsVBRIG20FjVcahCz5wU-AE4Ir6j5qiPR6Ifhd3UztxCgODFk8TqVwqd6DUD2QYP6Kzz2Vmc\
            JVZH-9skWydm463AjWD2E5igca_YIuiD8rWOGxIoe-YMO0NCCKoDo_6dzIOUNQldUwZo_tsbr4eIEF9NQzCTfma4mXy5-6ZH\
            aIBEOiF_A6JIC16ckSO3_QHxo6hiY94G4wNmMRhtRDAIxJoYfEKVGIFC9SP_2ExDq0Eb-HO-toU5L5hyX0eXYV6JaaVIkDLx\
            pygXz6koAl6QT-Va4tvv3h4zzLhEwiEBthrCYCxDogA3KDIS3FS2sxcR746yvjc-glXy7JFsyjqGGxtx_is4aXgBdje6Sqi2\
            8C7y9fXRFm8
            """
        ),
    ]

    /// A power of 65537 modulo each of the small primes, but with another exponent for each.
    static let nearly = """
        gEi66FvkcvVBG-WqopeIsyZvZqI57nNmhcB7uJUptsKd_5IdrMM_a0v3gZlIIBVA8K8b4MJEk3STsjn8DfK3WPyJQx4KupcI\
        qnzRe57V1gYUHG8tuAIpszIhR9l6ceWm8PYE8hXb0H_t08ekkyIWPt8F8nuKGwL4d0K6MV3VN1YA7l67OnJH0AKzGfTDcCo7\
        8nVozLWqeu1JrydIHVvg5GZc9iDVC8axwqxkVwtujTluF4cjg-r5hC5hHrk86kDkKy0C27Agc9y5ADMzkbFpkm6_Yf2PctGD\
        E2T7vwrMOJFMfkCwwVfsjDIxdHwD70C3ktwsc8C28qH_ETGUvgkFlQ
        """

    private static let refusal = JWTError.keyInvalid(
        reason: "the RSA modulus can be factored: the chip that made it was faulty (CVE-2017-15361)"
    )

    @Test("A11: are refused, as JWK and in key files, also where weak keys are taken", arguments: marked)
    func refused(_ bits: Int, _ modulus: String) throws {
        let json = #"{"kty":"RSA","n":"\#(modulus)","e":"AQAB"}"#
        let octets = try #require(Base64URL.decode(modulus))
        #expect(octets.count == bits / 8)
        for strength in [KeyStrength.required, .weak(reason: "an old card")] {
            #expect(throws: Self.refusal) { try JWK(json: json, strength: strength) }
            #expect(throws: Self.refusal) { try JWK(keyFile: try pkcs1(octets), strength: strength) }
        }
        #expect(try JWKSet(json: #"{"keys":[\#(json)]}"#).keys.isEmpty)
    }

    @Test("A11: a modulus that is one digit off is not")
    func neighbours() throws {
        let octets = try #require(Base64URL.decode(Self.marked[1].modulus))
        for place in octets.indices {
            var other = octets
            other[place] ^= place == octets.count - 1 ? 2 : 1
            #expect(!ROCAFingerprint.isOn(other), "\(place)")
        }
    }

    @Test("A11: the exponents must be one exponent")
    func exponents() throws {
        let octets = try #require(Base64URL.decode(Self.nearly))
        #expect(!ROCAFingerprint.isOn(octets))
        // The powers themselves bear the mark, those of 65537^k being the plainest.
        #expect(ROCAFingerprint.isOn([1]) && ROCAFingerprint.isOn([1, 0, 1]))
        #expect(ROCAFingerprint.isOn([1, 0, 2, 0, 1]) && !ROCAFingerprint.isOn([1, 0, 2, 0, 3]))
    }

    @Test("A11: ordinary keys are taken, whoever made them")
    func ordinaryKeys() throws {
        for pem in [
            KeyFiles.rsa2048PKCS1, KeyFiles.rsa2048PKCS8, KeyFiles.rsa2048SPKI, KeyFiles.rsa4096SPKI,
        ] {
            #expect(try JWK(pem: pem).keyType == .rsa)
        }
        for _ in 0..<20 {
            let key = try JWK.generate(.rs256, bits: 2048)
            #expect(try JWK(json: key.json()).thumbprint() == key.thumbprint())
        }
    }

    @Test("A11: of ten thousand random moduli none bears the mark")
    func randomModuli() {
        var generator = FixedGenerator(seed: 15361)
        for _ in 0..<10_000 {
            var modulus = (0..<32).flatMap { _ in
                withUnsafeBytes(of: generator.next()) { Array($0) }
            }
            modulus[0] |= 0x80
            modulus[modulus.count - 1] |= 1
            #expect(!ROCAFingerprint.isOn(modulus))
        }
    }

    private func pkcs1(_ modulus: [UInt8]) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(ArraySlice(modulus))
            try coder.serialize(65537)
        }
        return serializer.serializedBytes
    }
}
