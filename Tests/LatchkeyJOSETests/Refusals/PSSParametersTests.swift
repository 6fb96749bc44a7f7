import Testing

@testable import LatchkeyJOSE

/// RSASSA-PSS with other parameters than RFC 7518 §3.5 sets: the salt as long as the hash, MGF1 with the same hash.
///
/// The signatures were made by another library with the key of the fixtures, over the header `{"alg":"PS256"}` and the usual
/// claims.
@Suite("JWTVerifier, parameters of PSS (A14)")
struct PSSParametersTests {
    private static let input =
        Base64URL.encode(Array(#"{"alg":"PS256"}"#.utf8)) + "." + Base64URL.encode(Array(Forge.claims.utf8))

    @Test("takes a salt as long as the hash")
    func good() throws {
        let verifier = try Fixed.verifier(Fixed.rsa(), algorithms: [.ps256])
        #expect(try verifier.verify(Self.input + "." + Self.signature, at: Fixed.now).subject == "42")
    }

    @Test("A14: refuses other parameters", arguments: Self.others)
    func refused(_ name: String, _ signature: String) throws {
        let verifier = try Fixed.verifier(Fixed.rsa(), algorithms: [.ps256])
        #expect(throws: JWTError.signatureInvalid) {
            try verifier.verify(Self.input + "." + signature, at: Fixed.now)
        }
    }

    private static let signature =
        "M99T4OVEdteNTjj4WFNrj_Jjcnq2ABOfT5HIG1-qcMXNvnHEkhfKHNGb98fNNoAQdIyV25qkgFecxvhq3ykmKe23V0"
        + "Y7n43eXDvWlkCzdNYFxrSpDH9wq5NgL0hOsqnW0WHhozxBknPp0x_QKp9A57EAsB88WN8dIA9cPh1NEtyzXo4bksk6"
        + "CnHbqhvGFFIpgw0mZhwukuCR_4f14L2nQrfs9OoA1VFW564G0BlsaObjNnHeIIDWc7mzA3a0UwGOU8WfSC9qZ3aNA_"
        + "GlGpPvdcNEg7CIyTJewythKOu6cif2HFnRE0d7b6i0sTSjvBf0Eg9CoFaf9MtBMDs3jPDqGA"

    private static let others: [(String, String)] = [
        (
            "no salt",
            "oPTzdITMj-cwT-B_gcMP8GptxBvuvmz9q-7Cv3mwnO9px4y6LW5JyOmivx6PfmfvXgXMI7V5W20h5ksWYMu-0zp3Jd"
                + "f2JFbalj04m3-V6XHrjv4UJQH-uyXOFs0dD_uxLmTJxKg94SGagOD5uBAHbERDm1LyWwoqLxQAtCIP832zamJ7_T0D"
                + "ybnBdnHXUuJqQpg0Dr5EHQK4AheRumbgbGrI9n_zoKcaYPmbyeHRvIiC8OpqB_xTWSF_x873-gpP2CEttTJ3wBAqeM"
                + "d_GNKy4bLpSJjJVIILVbyph_BLNoznIcW5trZaWLcjfvqlKUlpOV3ASRGpCAaK9XwhG4agrg"
        ),
        (
            "a salt of 20 octets",
            "XfntcYWCxO7Rfj3wQGD3O_rxiWNePaiicwCkPsLLyY2GT8zU31E8nVfNxFNCSj7jl4ekpjIMdlJTQ9rMKaEoDTL-ph"
                + "vLA-gDfmI6hrcYgttknPIV_Yzdr4xT8bYDikeD5NSp9AUd9u9w3JhITmW_DDOPYOu4lwrUzC45l-eGSyRdxZ6WlkE_"
                + "2LqYbWNKHA-CAThobhXgfyCHi-UM92OnIqfl258wVMj84_EkIDCRHVkL2LE_qgZX5NMwg87NPPUUE3CDDJya7p_FMn"
                + "OoI95vAyc223jB2WTMKMlVngiggmw52SEBP4vNRCjY9Skl-JLlzdfvjyn6Q_atgW5KnUTSNg"
        ),
        (
            "a salt of 48 octets",
            "ZtZNDxxo8FA7q3TFdACzcpNro9taBTIrR7skzhcjEn7Y9nD1cydg2z8dWoRgDSHQ3NX6uNHFbLwPf66tGIPZQvIHNZ"
                + "MM44jrMgHSznFRUETEZ6CqiKD1f_25iT6oy4Bq5DsZIrnVvAvoEvbvLmz0hayPRK3zH8Q3j0lQQYetOLbjrhhKU5mx"
                + "CYalJOxOBc8NiuzJ8z1aCjIh299LS0JH-Gd35uIR0TbEMaBDAqU6IwXjriBgHLuvWmrmClO4tAqhhVfT9Y3eKUg_ba"
                + "10b7WRELJOKHeSuGj6IpnXGFag0KuEMEd3A0Ib7sqxs0dSVskcitT8ON2U6T7qj1ALoYk3Ug"
        ),
        (
            "the longest salt",
            "nrRkWzh8tSH9Sm-ocIgNRMO8vEhNRdSD616WtOLh0pA45fEK0rj1CdNOmRItS-nNzV08waWIMkJIQuEcd6v3kfPtoN"
                + "bZP96LXlks1r62tU2BFkTz-D4r4UgeEzaAZX4qhtebR71BuoaEduLyYEOW0u7VoCEgW8cyYbswNOXMoH-W-wIszsDB"
                + "BrF1rt_QNVXZhzdEDF7IRiBkJ4q_71PACOWao1Ebm70VEd3YybgnACCKnbl5S-N6gPVWkWQcs2AWt-GqI-b44fQwiZ"
                + "nLOxfmrVJNtXWi1r-jd_mWYQ1Hn0a2wam06VoJivA3_-pb57hW7oyGblLJVPq8MpskK5xqPg"
        ),
        (
            "MGF1 with SHA-1",
            "QpoW9-_zpZvjHEMLVUwjH0TkJD1aBG5kwvUc8P8fdJPZEwa80bfb29pV--wkwu6tMx3jz8VMsGwTp06l-6XVx69N9h"
                + "i4_uYWN8EZ9XMxbkhK0HhTc3zFRCAAxGRhkELaiKplqaJYnKjciNVaNC4HUWiZfgo95cIX8qGTx0d1tP2Bc7-I8Dz2"
                + "ojcGk4VFQUsy83PpRrERiokWj8YxbWxZFuV-Ctzi_JsQFDEIZ_Z7Cq2h9T3EaobSGMrIRp-FhAbCsvItayyeODLQDb"
                + "E6QR6jvSW580JozQJrzzG0BMCZaoZJMHl4bud-fVyH4yeiAB2w9q3l31rnd1LP0xxxqJA6yw"
        ),
        (
            "SHA-512",
            "PZvBFQ20g7HHUhvDi4Y1DpJF5yGtgbNjefuP6X5SPSEZQa7F5CViwmSFnw9-vzi2Jvagmz1tn_V6wiWgAH80RN3s3f"
                + "eXNyKTsTwPU6I_6sd4Vko1viUUJvQcp2vz56RLx1ia6L1PXs8Yay4E0yDUu43SkAMwjpYm7CMmEyEDAqp46LDHuy6-"
                + "o1e1tI5CTfHwlRpteL0VfrA4h7Xm-HwtFxELPKOanUi9A9EVtszgJatAHzN-_3fJ8NZGnwOKnOQnzX5hYxjqRSKdts"
                + "titlM2RNxFS1_NOf9iivCYKB-g2JXzomH2zGycy1R-7_GGhpy2XYKU0E0GekOxMxtmpA8voQ"
        ),
    ]
}
