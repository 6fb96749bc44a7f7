import Testing

@testable import LatchkeyJOSE

/// Signatures of the right key over the right text, by another library and by hand, that are wrong in what they hold.
@Suite("JWTVerifier, encoding of RSA signatures (A10, A12, A13)")
struct RSAEncodingTests {
    private static func token(
        _ algorithm: SignatureAlgorithm,
        _ signature: [UInt8],
        claims: String = Forge.claims
    ) -> String {
        let header = Base64URL.encode(#"{"alg":"\#(algorithm)"}"#.utf8)
        return [header, Base64URL.encode(claims.utf8), Base64URL.encode(signature)].joined(separator: ".")
    }

    @Test("A13: the whole encoded message counts, not what can be read out of it", arguments: others)
    func encodings(_ what: String, _ signature: String) throws {
        let octets = try #require(Base64URL.decode(signature))
        let verifier = try Fixed.verifier(Fixed.rsa(), algorithms: [.rs256])
        #expect(octets.count == 256)
        #expect(Refusal.reason(for: Self.token(.rs256, octets), by: verifier) == .signatureInvalid)
    }

    @Test("A12: a signature is as long as the modulus and below it", arguments: leadingZeros)
    func lengths(_ algorithm: SignatureAlgorithm, _ tokenID: String, _ signature: String) throws {
        let claims = String(Forge.claims.dropLast()) + #","jti":"\#(tokenID)"}"#
        let good = try #require(Base64URL.decode(signature))
        let modulus = try #require(
            JSONObject(json: Fixed.rsa().json()).string("n").flatMap { Base64URL.decode($0) }
        )
        let verifier = try Fixed.verifier(Fixed.rsa(), algorithms: [algorithm])
        func reason(_ signature: [UInt8]) -> JWTError? {
            Refusal.reason(for: Self.token(algorithm, signature, claims: claims), by: verifier)
        }
        #expect(good.count == 256 && good.first == 0 && reason(good) == nil)
        for other in [Array(good.dropFirst()), [0] + good, good + [0], sum(good, modulus)] {
            #expect(reason(other) == .signatureInvalid)
        }
    }

    /// RFC 8017 sets no lower bound but 3, and RFC 7518 none at all: what makes 3 dangerous is a lax verifier.
    @Test("A10: an exponent of 3 is taken, A13: and a cube root of what looks right is not")
    func smallExponent() throws {
        let key = try JWK(json: #"{"kty":"RSA","n":"\#(Self.modulus)","e":"Aw"}"#)
        let verifier = Fixed.verifier(key, algorithms: [.rs256])
        let good = try #require(Base64URL.decode(Self.signature))
        #expect(Refusal.reason(for: Self.token(.rs256, good), by: verifier) == nil)
        let root = try #require(Base64URL.decode(Self.cubeRoot))
        let padded = [UInt8](repeating: 0, count: 256 - root.count) + root
        for forged in [root, padded] {
            #expect(Refusal.reason(for: Self.token(.rs256, forged), by: verifier) == .signatureInvalid)
        }
    }

    /// Big-endian addition of numbers of one length, the sum having it, too.
    private func sum(_ number: [UInt8], _ other: [UInt8]) -> [UInt8] {
        var carry = 0
        let digits = zip(number, other).reversed().map { one, other in
            let sum = Int(one) + Int(other) + carry
            carry = sum >> 8
            return UInt8(sum & 0xff)
        }
        #expect(carry == 0)
        return digits.reversed()
    }
}

// MARK: - Signatures

extension RSAEncodingTests {
    /// With the private key of the fixtures over `{"alg":"RS256"}` and the usual claims, each encoding being refused by
    /// another library as well.
    static let others: [(what: String, signature: String)] = [
        (
            "garbage behind the hash, after short padding",
            """
            NZr5NbWrsfI8AJTcL0_elZbFexss5Ddo7HdAA7IlOKGjCWTSsoie6MBnxZCYLwizuEt4mRQd4Ezbx1JwJH9QSXtcfcU049MG\
            Owq6azqosTPBtqLKxYSY4cMGEY7Bv4YTsujMu6QJjsqRErOWr10OhlaiunG3AtWS1WHeoge9wlwvRymustO3-ycBdd-3qVBY\
            tQ-QU_uny9oQm6m80bE4e1e20btAFsw4agDb8Ihlj0Rse5duyYSXKH81vXpFLfzy6TyYwszK5L5EK44eIOxsTIjvEb1s3LPT\
            HZqD_-EiBFLLUfgFdWNY7b51s171A2mKqxj0pcocoVTTNx-c9TZVww
            """
        ),
        (
            "zeros behind the hash, after short padding",
            """
            pKhbh5iy3Wd4GaYiDlFQlWK8GdqKEHpzOFetgYCXUZTRPq_2nkAUIFgwabRV13379nZ8tdSG9aKKRBGYr56rNt1jvYTOUn1g\
            7BkkE1Zw70f_G6n8mcpgAB5oZ5RmSWl4loqlr79lZ5uBMnE8U--TULezfzX7SwSJStVWOL6fqU16hC6bCOZbvBWuHwf0vhsE\
            Z978m0I3LVGg_43QKnqk1vyD9vZJthZSvgr6M3Ldgm3Yn4gRRX8LcnhWRMN02es-dEJ4kGoOAXYV_uNxTvQZF43hfiDQmD7P\
            hYRZoxbgK3Xkix7I91de4MJ6VPW9Cf5NjjZC82hJxhDtazf-ZWHeCg
            """
        ),
        (
            "garbage in place of the padding",
            """
            j1su7jR3T5yKAd2EpVJyi7Vt55C7Rk_udvsOiDwmBC8G9KXLKup7yWUBCnfUnbi3C-5HS6ISCRUbGP76gK-EuCKxypbOJ6Gu\
            JpXzDyqnwn0ePNU8sW9IIeBnid6JBNPOaoTTkqYI3oGiu5U7qoWUNoRK6HosOc5kqkiYKqhSouXsAaBCDqRlGPQO0df0MFet\
            ozNycjn4rROjl5-eL61s72sUD_NRmt_Nu4xe_tHCToiWTnVlDghTytUlgT8vHCFNVc43UgiJuhxHRa6Qok0pfjCu_u2IdLED\
            R8b0Y-_uaENXwxOjsv_KJBN9GdCs_zmNDrPCq6yGAiYhs8odE-nktw
            """
        ),
        (
            "the block type of encryption",
            """
            F3jfaTMqDKNgq0kzdhdkSxByNwLU6pmCZ_EkybIZUm1o6zb_7ewi7zMiSa1mEA5UXXGPi15hTIa2cyT1eKRH0foip2QZrCWg\
            fmsf6FUJ2bC7SHNS7C7-OWNS4h9N8PIGjqzJi6eeCWW7qLLjyLAo53N67ruwLFMLJuqsnUatv_ZK-MVS4fUDb4i2eIJVzJfz\
            bZYxncIrqBoA_y_L1VJrZR1mCyG0cWRaUrGZAWswG45TSYPSQjP0n5mo4YfWeT_kPQ_59blTpc2h_S75_1s3iN82iLR8tfmW\
            x2x-wYsMJ6WEnoA5dbwdBK84obeyO-obYwsTN-9Fy14haBW4xO4fjQ
            """
        ),
        (
            "padding of zeros, block type 0",
            """
            S4E-MJssbxqMn0E04duUVuqCQEsvKesaNUCly2erfKOeLxNgUyMfvpTeWHSDl4rr-izZ8JGafgtSPlVzlji5RoYOODGY4VRE\
            Efszl6ti14pNs1qNtmn2mNGwydTaYihZ5QBx1z1ZKSaRYu3Zc2-Lke4e9f3nNSFxbFX1pP_bz0sI8zu_DQNNck3TpJrOoeAq\
            il7_QTb8Ao0G9x-9jB426xVbV2mXooyxKPtmZb64fjtsSnJWorrZgVB3wYljPSLfdIiUe_xLfgP6sWTNB2cyvCRNJdFOMxuW\
            YyzBbKFUzLJK9b8G-S5OXnWihmsevTTeDru_AYK5JbJCGyX265H2Bg
            """
        ),
        (
            "no zero after the padding",
            """
            C0uHN21E9VTPY-PjSBdkqyeVukVCSBkW3N4E-_osqSByFdwJAimCmxqNn09L3I55NgavnqT9D1wxZHDY1pU-iov3bxmWVY4E\
            pFddJ4TwR5bnZeKt5zA3Gjfey1oKDUvU0NMW--xKBQA6y6DPKJdCOp0GGJ9gTTscX03noj5iOiaEjuYJDZx7vXWEhPLmMqEz\
            8B99YzLNuq-2d3gkfyB9sBRuSJE5n9EEDqY1WeTzT1e7Uy54daKvLh1JqYlO9TaxsYJcLDuEndhYzszMp5kZxKklZyLG0wbX\
            XoEcf8kLNvcP5gihpz6QpNgr65WEq9IVAUawx7NsYRevDWH8seuIfw
            """
        ),
        (
            "the hash alone",
            """
            aeSMzFMfHOCp6m90eq8Sn7BeW4rgByxk8LHAHeVwSggtZ0kfzDYUQ-jvjFMVUJ0cRpCd3JCKAKEBlCTYCwBb_q08wQMVK9W5\
            oNOHWd9r6AoVgCGcI0pX6x66bK1X3G6Tv024SMI39Z0DfR_48qBDbNu-EPgdH5kzL-1L0n8CByf1El0d6bg-jlwjRZHk-wFV\
            _r8AWluYIbpGtGm5KWWBUeXTPPZ9pvz8FB1j6KfyT4vzFz5FiGRn4KTgTypWwOmDUNo4I1ET6cFAuH_Py5b6fcvNasKcFWON\
            lJm_qdJG-OMcq3ofX4shpM5DTsIvmkfWlsPnGluBH1j5FDztE_rlQA
            """
        ),
        (
            "no NULL in the algorithm",
            """
            mCmUamf77WctHDwFNUj00ydn-opxqGhAnO7ASRhAEivMAdb6H_pP-u8cJuZwXWI-_9pTY-Ey1eG7iUimehgIHXzC6GTyUW1H\
            bPRmrNldIkrgKLxuz2yBwLIobAyDY6-_YODUAIm24ym_8CPK2QI25D2y_UeBMroJVwhvhkq7h3Xz0YCkO_ey64Zi4JTukNIB\
            h1OgZ-UrFrIa0Kps2RY7LOZv3D6FDSEq8o8uT7rotJDGItjbmfVEsp4dx4Ps89D5YgDXlXBa6PbR7dlJEMOz0iznGGsXAUjO\
            RcNdd5WcCosC_m31K7XfijJyQ31F-uZHOVVIHPTULQX2NVi-3Jjyvg
            """
        ),
        (
            "parameters in the algorithm",
            """
            Li2SqAzISoQrJX-sN8KFjIGglDBqxXDafmS8A22N6IdPimt1oYny4mpE_b0sqS-I_RDSuNiYrM1wQ2BhC7YnXZ-ADTZREnFK\
            MQA85FcHlj6Td_7mM0PwWfVgksKYxwkKTz9qWMQFvGxX3NoWNds1ZzRQssRPP9suny2fcyNfeN5dKvkrkNlAHM7j_8g103ET\
            hboVqv23-IrRF7TTnHSt5OeAEvsZ9wiXnT8og9SKbMlRjWdwmYXmmXzv7pHJohxUpSZjj_dooV7soA5_LHlaTetiSeCye7uA\
            _wHqPoUblNrYs2ho2JiJERNLnDAI2a0lSXYRgPj-l0jdRnn4flZ7rA
            """
        ),
        (
            "a length in two octets, as BER may have it",
            """
            NezfzwY5Kr7r2wpjC1uYMKMUI7M4MbnPa8PsrmHKyrvQBzfRg2VX35qPcmFYwVNjhmqoVuu6_xwWXsUOoaWOR47gmo2DLfFm\
            J7DKFqtqPse0GdrIog5dWKTLSMFmAxOEvky2-nHNnV7fFa7bMsA-ehcPMWqj6_SgB14pLAS4Czfzpa0Ef10ItC1pejuE22kr\
            r_jN7M5Xqly-Gg0KmlxlS45pqB3pvhhRsl5ju9xQ87ki-9JrD9VF610qKHixX8TkrPwXOFQQUHi7juAohwG4Qf53AsOo5mx1\
            ga3IqiXOTbErNaTqB-wHami-oFuEERyeby7N_NQRy2tFwdcubwXbPA
            """
        ),
        (
            "a length without end, as BER may have it",
            """
            EvAW87CJAN9pZC4lEMFuFNALRDZjl4ZC1EsHH9GMNIj7tqd0oUQiNsCq8LVifPEH1WEHF_scv-i-6sbklKsZg3fA2Sep38KC\
            WrMOaGfXqsGAUXHylKZ_2Fnt5hIWINFmwkY7IXXunWkgADEzuLNr53ekHbcErLSWzYqOxTQFigs5zPDgVDDur3mv35qn1r58\
            XMzMgxIYbx_gwmrF-zE8ibf60ikKotwhPQ5sj1M0ierwih9aY-yxmYIA-2nEWoCp9SHMgisUhaaBpzsmFBf4XQQmKkbWfWYw\
            dYlr7fDSA8BslImaAMkHJDPOVTzrM1QBwh89_CwWIseGGYA_V8mjLg
            """
        ),
        (
            "the name of SHA-384 over a hash of SHA-256",
            """
            MRc42CkbfJD_XYNLmub2uNyGx0s01FJOwt-MtSZRDsjcyXuP21vww5ckEc0b6Mn1htfigt8pFOJpMDwCDDwjacxvLfDjSgHE\
            K_NrnV-q4vRQvtFHJUKSPP0ul2M7-WkIgWasGNZOHoayO3i_UP4Zd9TjKDbYTHwRZ9FD3tlbxeSIYMn_iRhVuV6BtqGjQcl1\
            V34RxllKpM94OVvMHAijVOlTTlLlruhFATGeq4a09MKA2dr182_Z3TyuwGSiD3cb1lpIHSG34YwRhN2C2RdegObdvQTFjgG4\
            72JJyomT6QH5YFSoNBFQfHkS2iYjwKhrz2VhKyuCavo8O4TMG0A1ww
            """
        ),
        (
            "SHA-1",
            """
            gQWzaZNaCcGhgiy4VF4mG204AmFUjt9_7myzP6Q0oE8AXk3H2eHaZF7NKJAQt87o4Axrvqk2bPy7UZ6DYRNnlvwSilS04MKD\
            JHs5Ko543Vn_Pgy16JOzSOruBUlTaAoaNIIW3WEoEJj3hNNsGDtk0VbU2atqw49VwCKWExbep5YZ2WHZ4Zer5FSH0s89cj4S\
            CGrNc_jGLqFKiKtIF3BDzPNSqO8jJF5lSYBBvMKNJuYmAha_YQ-3BXAVh-PVr4Ipv5LQ4mmwBA2A5OkMuuy_Nr2aN7ANFABn\
            H_37HLgtaBzwNmxKG53xSY7Bea7twlsoAmdHusTUUm03bwGOqKo8Bw
            """
        ),
        (
            "SHA-512",
            """
            iDZugq4R8aOM8iwDilTb2eHOaPNBPXHtNux7WSJTrq6O8UHhqCZnSQ4BCxaiPQK_arw6nr7kcJCM2iP4i8TCSzHU2tQHOOYK\
            ia9Aso-V5DYgLOwkfwo_WC7jp55AYVno0cRB57WD8fBl8h0xGWr2Dov22Mht8CO0tZFio6oLlSdJClrHlAY20NVlSYJiMZ9A\
            CEorSm5O1Q-Nmvenl78M3cOZV8DTYnI7bq0Z2CGORnhrfiOUIGvAgVtPwnghozzr_nJfWdZxZxzdbZtm5Vh8j-x2TMxDHxyj\
            aKllvxt4ZVy5OZMwprGe1QxQd-TH5qdDx24Y4lTtRf9ZziH9G7rGIA
            """
        ),
    ]

    /// Good signatures over the usual claims and this `jti`, which begin with a zero.
    static let leadingZeros: [(algorithm: SignatureAlgorithm, tokenID: String, signature: String)] = [
        (
            .rs256, "22",
            """
            ABWRcWS-wNDj-cM4gBUHzlf04Oemykcyr896pldTJSWkmsWNFj732fuy3_UMOXtOQgrWo7_EficIjYoA6-Rtdn5GSH-0YM9g\
            kUe5pGSxSkl87iAha87tt8as11lfPcrZ62u2E07fsVy8ZiSvVgOxsjSX5_JBvWAPqHKG6PZc3-VvWoxuIvgNf03QwcUY76FM\
            v_9wuKhVwTMwW71U2iA7h1Paqg5_Q6wo3XwsAUbyre3BpXfTS6xfuhaVdEFwgi2Hy2B2UAn7acFB1bYig4Hf2NPlxjjroYC3\
            CXu2Z-1FVOCzHKPnmklrkCZSwZPj0oR5ZRI5_ojIu58GtoH-8_aWvA
            """
        ),
        (
            .ps256, "331",
            """
            AGebXmqpB-EowGXXWPurUyGWawLoqxWP9GEHVkRiKMAC0lEh_6BwA2bMpJo9WzcMmAYxi69RxjJqhiPWgjoz3sHiqiM95C28\
            ZaOdW2Ryc8q-aO7ZTi5ySxKl9JCukTXdUerDSyu52uARBhGwi7J0Qwz4ufNsmbSsCS_GJKft9BEdUbDk8RlmarsfRgXNAcVw\
            PQlWnkOpS24F9ANB3UHQJ__VqnpmtRYkO0oqamefvJoV9wuHjDV7fDO1ypELCEjiGYiLDdpkWfkwjTvg7mTEUbyK8MsgfkN4\
            F0DLA8hAnKsYfTGz8XC1UqZNTHAn5q9U-qAeqtVYSLQFkWHmDO356w
            """
        ),
    ]

    /// Of a key with the exponent 3.
    private static let modulus = """
        zYNSYfij_5kvxG6wy1dNQQDgKXcQGFpTYxED0vdgretYYFyC4sIYsEHa8sXcYgkxFxHJL0QzMuwmlNRTpU1n76VD_o0Ka7cX\
        Ed6umde182g0WSVCrrsitk67EiCj2WTF1aZ4c475qLTPKlIWk21viqMuaDagnthiWTskye1d9pjXkAbpdvaqU5U7jYZu7TX6\
        0sLJiq3PzG0GvmhZ19749UhAu_6dXtjGLkbE85afrM9VbRtiLWrZu5Z6dxBLCjVstWANNOkWHqPIICkarUz1JIqL1DTqoqYR\
        JvCLx79tAPEnHOT9NkyJqDS7qws6nSEmmWZi9eed950uBfEMxfCRww
        """
    /// By that key over the usual text.
    private static let signature = """
        oVfQ8NOSW_yO1fiFzjhKWD6dwt3G09bgkbssqSkmL9uJRdEvHLhD9fY63ucI2KOWIPckOB8oqynUSevii-0rZg2tjM6lfy_g\
        NtKzThbz-1iX9ovlb6p38XcfP1ygfkm1jcmPT3H6sTm06H8WzFNEOB3v4ThnyVZA_ZS7NUPD0iRJqirpVrAiWcpOwEuEsBGc\
        r1LclhQaBPXlgi5Lz-ijHbL7bO-rLcwLrWmY1-AkVnflDMOb9AZkHSKX2MpTHKRLFR_QBk1mug0D3xGKtoZ6L6vCHOsBnY-m\
        y8BDUBvBM48AHWqmD4GNF5JYqUsRiXzFpKoCkgbg-9boxqJeASb9sA
        """
    /// Its cube begins with short padding and the right hash over the usual text; the rest is whatever comes.
    private static let cubeRoot = """
        Msv9SnrceQVYPXZ1IPUWQHWRdtN4JvLvY649x6lN5c24aRRW7NjfK4HwgsIvZljysez3_ef1EixWeN602dF4l7DODAoHPVRQ\
        MoHkOmHUqEhtxaM2Ng
        """
}
