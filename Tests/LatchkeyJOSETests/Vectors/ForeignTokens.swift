/// Tokens that other libraries signed once, all with the same claims, and the public keys to them.
enum ForeignTokens {
    struct Case: CustomStringConvertible, Sendable {
        let algorithm: String
        let library: String
        /// PEM or JWK.
        let key: String
        let token: String

        var description: String { "\(algorithm) of \(library)" }
    }

    static let all = [
        Case(
            algorithm: "RS256",
            library: "PyJWT",
            key: KeyFiles.rsa2048SPKI,
            token: rs256Token
        ),
        Case(
            algorithm: "RS384",
            library: "PyJWT",
            key: KeyFiles.rsa2048SPKI,
            token: rs384Token
        ),
        Case(
            algorithm: "RS512",
            library: "PyJWT",
            key: KeyFiles.rsa2048SPKI,
            token: rs512Token
        ),
        Case(
            algorithm: "PS256",
            library: "PyJWT",
            key: KeyFiles.rsa2048SPKI,
            token: ps256Token
        ),
        Case(
            algorithm: "PS384",
            library: "PyJWT",
            key: KeyFiles.rsa2048SPKI,
            token: ps384Token
        ),
        Case(
            algorithm: "PS512",
            library: "PyJWT",
            key: KeyFiles.rsa2048SPKI,
            token: ps512Token
        ),
        Case(
            algorithm: "ES256",
            library: "PyJWT",
            key: #"""
                {"crv":"P-256","kty":"EC","x":"0VIUxf6KpcJ8KEL0t0oxhqQCEJwnvST28vx6rtNoEuM","y":"O87\#
                MLerJhtuiv9NjsBJ0o5U2iMR-RXpJfCZKb6p9WL0"}
                """#,
            token: es256Token
        ),
        Case(
            algorithm: "ES384",
            library: "PyJWT",
            key: #"""
                {"crv":"P-384","kty":"EC","x":"t91goNTZP6aEjAqhsdh-wHOPqUYDNHlxlJjGmPg6GFw6v8apzpz-E\#
                f_mPw3KyJhV","y":"UmRyuSyV2bjoI7h6OVAYqK8iIYy45WpdHO8ho6UMtvHALt3-iC2jPZDEXB5gldxX"}
                """#,
            token: es384Token
        ),
        Case(
            algorithm: "ES512",
            library: "PyJWT",
            key: #"""
                {"crv":"P-521","kty":"EC","x":"AYV5QF3JrvrAzlj8uY-CFy4lfk8Doa4QmtBOfYkmlXbsTbfo6Iqx_\#
                Sng7I40TOqT92oLKO6tRTv0o6kpINI5wCmJ","y":"AeWbneAwT-wjJUui0DN3EZqlGzFWH5Ex3WBSRKe_ax\#
                wnf3fk7uQpHgSqnPUJ9vOjuvV2b1QMMmK95l25Tv8f4EZS"}
                """#,
            token: es512Token
        ),
        Case(
            algorithm: "Ed25519",
            library: "joserfc",
            key: #"""
                {"crv":"Ed25519","x":"-7cKmkerCnMPq5bW30gO0_XfBsCTblIJoBPiyh9AA8k","kty":"OKP"}
                """#,
            token: ed25519Token
        ),
        Case(
            algorithm: "EdDSA",
            library: "PyJWT",
            key: #"""
                {"crv":"Ed25519","x":"-7cKmkerCnMPq5bW30gO0_XfBsCTblIJoBPiyh9AA8k","kty":"OKP"}
                """#,
            token: eddsaToken
        ),
        Case(
            algorithm: "ML-DSA-65",
            library: "jwcrypto",
            key: KeyFiles.mldsa65SPKI,
            token: mldsa65Token
        ),
        Case(
            algorithm: "ML-DSA-87",
            library: "jwcrypto",
            key: KeyFiles.mldsa87SPKI,
            token: mldsa87Token
        ),
    ]

    private static let rs256Token = """
        eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.YqZ1t6WEr1IOryAV-dxEQLPx2QDZKWEk9HkOkTBOqvIjSPL296iMPO\
        JO1myt8I-_nDXbr8wklCs8kGTbgbTXZQIJhZzRcfRY2wKO4jwZSXbcxRiAuzlz0y4W0kmGyGjbOyxvDJnv2vKUlYZfd4\
        KrJ4XcCZOfY-E1p5BuKUmmV48d4hQl7qK5KimwdQMFgP8uJkg3ZZgZA2T7WSNS_2rTUHlPkc4Ylq85Ukgk85gaZJIL9R\
        FBK6JynkfNuKe9bi0J71JLGQtQ5YtTc6LClE_KCyATal2eewGip6Xjv5_CrggktP1EKDwdCkm6mSh_dNrBvlFemD-fJj\
        LhjA3osMJNOw
        """

    private static let rs384Token = """
        eyJhbGciOiJSUzM4NCIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.g4CUjQ8ZTSSabAiZ9KO8QugQF0hLSdifNl7icU6D4jG5LiltdxfEbO\
        ikVc_l5JJToD_unL1SLhvn2qHqiLT3bmya-P79qeMlxrOFgttAdIGChsHEdtzEuw6VjVOsRfiPCljXmrdaL8_-TQnP8t\
        zMtM0F6_iuEVtkfhMKD6xrW_VSCPtJbCu3EmbnYmO7nn_Funu4hWijZ3hJoZKyoSGHwMpRaEfIjtwv-SfzfekNLac1wY\
        bD2Lc2kMqtetn0KHK98DEgXKAoLoe9frsnFKDahtN1RBMonAlLMuNRJcUZaD1mm_L7OBywRv6BtDFdHAIuIR9YBBVugG\
        xpQMZ0XrHTvQ
        """

    private static let rs512Token = """
        eyJhbGciOiJSUzUxMiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.PN0srKbxGUBwIIWyTxsPqncV4O6Xv_Eq8nChUx_p2PhjhuPb-lLRGs\
        bEYYeJYn-S6UL1dSAauGD3Nd_9vtFjJMXle8o-YtmmuuZ-A_4KZEZRVtTSOU6OAD6VpFQTsyrIXwnUshcnfIH6YgIT-o\
        i7HmZaCD9gqYeMSHj7gfz3iCq8O6SeFqky99Y6rDqR0FtEAzt2RJww8vrn998kqUfhzI3h9L_BI8TmYH0B-QJXiYkgsj\
        0rskBgShZgdOOi0WV1vNPo9MvScE6b5ePXKGsToZ7B0Sxba-T87RweZBioFCP7FvM1xfetDSvkBj6_oCqY6VNjOaZH80\
        SZ5Qseiil4eQ
        """

    private static let ps256Token = """
        eyJhbGciOiJQUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.ZW6OuLagZ_OMk8Rrl0AQuY5Pn5uMDgyJ4th04MN93MlHwxlY9hbLd7\
        j0LuvQVcRGryRuzdKU7wu-fqnXeFc5uCR2aygSICUrYU3WZlGWKTsnv9efLvHrycVYyJDprjndtOdlkCGf4A14f3fnsu\
        zznm7MQ8vDY5Rwwk9KHeHmHTK9vqgrh-borxPcTQ7eEd6QGArVGOJIUrDmM45FGj_M8SVQgm1HrCVACx2ui1a-DbWs4O\
        vow6IFx9O3YVIlv2To0CBKyWVkMNc0xPFbcEHfcTgODU7nnChI2l_ukZtrcrs0v7bcr9naf6D5jV4Ffz0yT8wa5m6bHH\
        0Q3MBnmdFSOQ
        """

    private static let ps384Token = """
        eyJhbGciOiJQUzM4NCIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.bZtUViNwPP0xlH6bu7VyRRXv_bJ_uxl2fvWz_j_ZF1hsCkd_DRcFki\
        2cWSDAk4lPaQntgAuCaAr6z9FpiQAr6cjLDWIeB_Rq2Vcl85_zVfdvj8dZfFrWjVAVrIjQ3u_yTsgymW5hje4GHJez-M\
        8FhVYZVPvX8cG5iRZy_t3HbboVjr1uvGxdHaLdXEtCTxtNI4NdfpgvnF3JiYKQCM_px3J-lPoh78w7QFJtIXWYcYxPVt\
        meBVJMpSTrlZIVYACzGrdts_bTlpVsmx7yzJzgZqHsX6uV1ChxeBxDEzIhOidoCHwKBhGdSzQiI8PO4yQaD1P0b3ZwKR\
        X9slBzK2asCA
        """

    private static let ps512Token = """
        eyJhbGciOiJQUzUxMiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.IWfkZhU0fC0GHyg1_49aue1S4SGXGQLYsPn_0mHSAEUhE0bS2uxK6f\
        Tn7nCL6QwjhdIWu95ClJyj-ngP6Rn2-oGawKh0-4FgAvnsr153BR6F8Q9_ZlAqolJO5JNQLXMBvfMhWfprXyf3Y2BcfS\
        jaB1UbmfH_7gugIMPVt7zlXSFQO172mSZWrYM2Knr3MfsLhEjT91AIwWCIC70cPEpMdhqNEQHLA9jw9C4gYXgxBY2a4P\
        CXQdYmZExK_p1I-3SHssq0b6_9q7vJNW156fY-xSJyYQ3_kXp3T-4lBm-pWMHsblJFA3ucwN_rCCazbxyiZl-xNV7Hyr\
        WJqlDE0r5WOw
        """

    private static let es256Token = """
        eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.X9iIxzoYGh6h6hicIt28gu-G4_u_tgA1X_P1-h_RPmE_BZYSoD4CKC\
        yOlNrnwN5WZAUew_pJia5ZpaJd5rZoJw
        """

    private static let es384Token = """
        eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.o4H71cIfxFn47PQjndgNIH3O_i9c-AIEC3pOO4G4UMA5-WwBJ-I_9Y\
        8mu1zr42tk1xDoeu1fjzOQ_wPJl1tZ9mXSRAMW9kWvctfb0_89wDF4aIuYsPvtS_DbVSH53YaD
        """

    private static let es512Token = """
        eyJhbGciOiJFUzUxMiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.AMQvBls2AjS47T29a_tXHcKGjZEOhLJetpRTi2T8Wq4bmzsxrb18w7\
        JDl6ffaS4GnDq1Wr0aUHFVfwbdwomkLfNJAa83OhyO3GJTeWIlVtCRLQldtaefBY8PYZP2mmyagvxoBqlGcDuraPnete\
        8YPBNI2umO2X_bQSTY27iM_NdFDtdj
        """

    private static let ed25519Token = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJFZDI1NTE5In0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9w\
        Iiwic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.El0Ct1LmZSeLFxfpYEYlbQjC6sFYDqIluCk10w4XNQvJJPe9Zpi\
        UmvGHZF0QUEVD8fJs5cCE6wDBFkCFvygDAg
        """

    private static let eddsaToken = """
        eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.GDxFw6XbJnDGZ7LpOmrcqnnsP15kOkb-RnZXFWkK38jLFGuuNMn1iq\
        uyym4xOUH1eQ9OMU_wWHBXnd57jWJdAA
        """

    private static let mldsa65Token = """
        eyJhbGciOiJNTC1EU0EtNjUifQ.eyJhdWQiOiJzaG9wIiwiZXhwIjoxNzAwMDAwOTAwLCJpc3MiOiJodHRwczovL2lkL\
        mV4YW1wbGUiLCJzdWIiOiI0MiJ9.3zVEPFCadMe7fmY_pfZR7fjq2VxHXq1dC1-HTJP02JM9o_qbaxCBZknNynQlfyfU\
        __Ze6qMGa3qNu8vaLgTzBOAdBqFC9iPxRhy2waoz4OMKh2Psy-hLsxPHDXUOr-I9B3C3lGdONftks9of7eYAzRwFefYS\
        njUCQF0Bq-w7Kqizrb8WpUkrIYoCt-h_k1zsNk6G79HwEdB_Z4yb-TztzaFkod9Z4OHFgozAcIuftjGHZ58TvHCWx-gd\
        gFPh4EuEzcbK90lZTfjBkU_ApHgzFu2c_vjeZKNEApyYWsfnzo9N1CzHmLdQrPD_ThTUcsDx3_siUheZ2jaEUUVDIpWq\
        WRY9zYiJb63sWT38GpY584XtcGnI3_WFhitRfUYGduXfMMeLqUJqWzqfWLQ3280rmggbK48jSsASw-vbigIwZrw8D-i4\
        Ljx4QY_7vrm7GvV7_fzLW5-N6kabJupBc6Bu0d4ZQ8_tQ9Zc1uhuIX-LfwmMV7Zj_fWsLbfUtxkRHnDejYjMi22bEQJM\
        wXCK2uRfkdSNWMjwCJy4QK4rgju3yD5201du7x_uAO6YOFm2oSes5pNlUfi1ht-aljTlK_fdXSOS4PvxzSid6z8HXUwv\
        bidZ-mBt6nB1FMedquPlpmLWJwCLVAjNAZRAtNBHXoIOHWTVefK1EqpZDwJaXZvFNLa169jPeJzcTWa5TJDpbPgO4vXx\
        q1jSUGZrJohxzCmUMlXssFgUZvw7UG3APwb0DI99KgBQq64BXd_yE5KvP57KdtFThf5Madtn16ucwK8tBYlU3EuDZLgw\
        OtHsqiQUMNVTy10lJcEUYBk3poz5AhLnMLkVqeJXjXbwu50A0sa2Mdkfu2OY37jHn0uzB6N6yoSnECZEZGqr8gX2t4_t\
        d54kyk5NjpShhEjl6eS7glS6N9ae7MT3GiSeJHP7IfAN4-oYsyXi6LQjSJl7xg3WQnBd4APFQp5A9BMjqCvrqUSs2-AG\
        tQKUtzk02_sYNV9lZKn0dyvHTIzw43oPcPKTbqEOMV2K0uTU9jm48CArZHPNF7T5MZocM5xOgqrbDUNstYdEq8-J42uG\
        YPGaFIwFtgJA0nFqOZH1WWZEBoRFy_eooUms45bLFl_BtRhNlYrQi_qP54mvCVIewqo4CQbP214JpapM8_e3v93X6Ox5\
        2isbwY0cyn_nuKXTCcDAL-sKC1e-NaxGKdoKBtidt_bsdhRgWZLSqQNyUg6s3tG8qHIMRL96uNE-HwgyZiCzCCscsXIx\
        XzHXRjk-7y347XORh09TCP75OIQGK5PWMRp1LmkWUwOVujONrMMFRFEuKBjspAQSC2-FF_t5tC2k1WtX1t2FNw9m_27A\
        67hpHFWgKHtQEJCthsHJb83hwIreUeuV6h6xp1xM2IHj8TCwSlyBkEmTuDwINrCl6WKI3O_fQSBe895glWy3ju6LjwW7\
        IPWGS9RKzTTNzbgigJrf5jkqnuSLnCDlV7l6WR67mt8i1PiNMwDcqtu5mXIh5FZHCBN94-Qh27PrGjvM9XW0PKMG1ZSK\
        OdDm0y-2i4v8FzFtgQ7u87S1pq-VigGHWwsOO2XQYlk_nNdvhn8hBrTGb3rcXBIAxK73QqYVQuH2bI7XXbLKITb8eF_w\
        8hthM8kAdPupd_ek8KvoVFM5Puu0p5btOVUVYEq4BQm94t2pQqEfVuLkte3POuIS2XDgEPmCnfIZmx4Vauk6CoepyAKv\
        -D9Iq5AoIAUNS5D3e2pwEb5VLp80qyjxlCZuccxYXXEFvjXuEYzno00prBHLlkJ8cQW_vFHFBb46nXsQXOKqcjg19-NF\
        x_AD28GG76Kv_1u3lcT6qb3iU4N6Q7wFSLK6sT-ixlqbCkNvkCxQNNyhhfVaQswxJ_k6X5eKbL3RfLEpoBEZhKdLnjTJ\
        mwqL16EFN2y8iVw5FbHgzQdE7w2tReI4aPyOuVehoqGJUc2ovjgUd0WkG7L7kVb-xmbwaAgNPf_f2C3lRcVudWRnRbjJ\
        X24bR0MTfI-UBLhracI0JnpTACRtWtTyu8o5LY9u85cmkRSMMtJ0G7LIPAb0PbFlUlBDejbxgDRImb9sWdKSOQxjLCwu\
        JBFoBNsRm1pqVlmpTJtkmVKkGbhQuF96tjrIMd7DXjIvKsUwDIKq00muShntNUG3zq5q1mNL1ZPQw6R2-NtHjAiNqBqM\
        KqdCxAJNxO9jL5R6c51PGsZE7sTzgYNaAyJ97mIaoOLGEjgeXhUZoztQon6_NK9WJod11rwOea2-rnoAYzr4RVaIqwqT\
        jnDn5Q6v6sbWCpIMCFXk__lLtd5O3TFCkiBCQrRYitrLVIYCmMolvFhk-K3jHQ_6RTHogvPhAWS9HKYLjFlO0zn92pvo\
        bXc52q_CExeVxaFwHmaReCDUn1RZ4twUSdatBpmH7n-g6L402ZcTdz94kWemQP5WQTJNr5JFNASwnYgIa48XUwGqyORD\
        fEn_88Vb1M-OFXYH1mF2IoPScU6ukZuqbExIh1Biur4kzWAqBpyEaB5OB7miSdUEUZ_Y0ZwNxjDOARN65FTrYopmRm6D\
        aIKTJeuzJTYfYbGwcG8UrEnmWGAuIyuc_azLlWpDnerac1Rd5Y44Zt3MvZLTEQM9WJN7Sv0PIcgfzol1VwD-30zEBW8C\
        rRfxXMI-89PXTurIHlfjFAD_qiXXGizrmvJBDnoyiMQAuCdluLr8YxMfIB48Osmm57jqpj_0ziRYwhyuIQp4KDQdxu2H\
        UCUu6hUZQYf1pEOy-hA_Qj74H9jPAIOB2Pha7HUldZ1MRb64LP_csXbBqRAQFS7ESzdk4k_Ot9q7b0erRaLCDzcLDDnB\
        S-iZR3zu247LfoLjSn9Ox00OJAJ21KR5rBaC7gSvRily3LQHsws87VxPnXnBQcvw5YRAhK7m-2Sx4XOll1AuwhKoT1B8\
        XLCGrwsqBv1IGd_tDsdu1vLOkauAT6HIKp_iuTSZLAYW_RTdQnI0uxK-zg8xy6FhKuR5YvHfJUkhtv042SlSX2t9rc2-\
        5iF246-nm-551SlXyAjybD4coNJoR2EGPCFq6EWkhcBpAxkuuUW_tEjbOziS_XzzgGrU9zQ5NNND2NhF8HD1tlpBO9iY\
        ZKvJuMEtHkAcXzyr1wVN6I1I85yf4zVmCIDtR86WeboLkhn5TJzmZy8rt5k4sWlnh7mIDMJ7qw_nii0ZyZnchZMssVQj\
        RC72izCkPzXCh4mjXc-EVP2CLKtwDToj_U3JDiwkCZIf8X083gce2AmvpTTbuhqPTJRDWap_O5frYrofItkQkLezsXM5\
        Oo4LO0gbOCH-xmbdN7vjw_GCpL4ScASp_a8FM5WSaLBPpK90DbBUAxigSAoahfltjg2ph59ugZLTlhXcJlajrkKiqx42\
        cafd1T8hIx5ugQh8uiBdYzrJdRaggZKb_4oEKBlm2LqV9wXwD_EyFZtkoe0bBPpUdpH-zVx3og1wVwnkY7tWw8PkYfOm\
        hkJoqngI3J1rd1MEbfuU_K-r5Ka01M-gItOlcJ8mJJB3A7MtHz9z2bm6fB7GKjxYEEduJJmr6RmOOt9pffqV10tvDGvS\
        RKAyTwT6eIFGbwRn-4_snIEShnQpHxP-tJmvWvr172kymPenzvzIG_cS0Q9aJ9wNO9RNWlBpugvua0AGBsOANaf5ezkW\
        T4SxJTvYkxmBc3UirW6IqQZ9NqVrziWbHvftU01bgmfHyCE4rpLHBR6i9sFKl51E4D231Z3t9CsjLz4qqyGlCie0MqsE\
        wD54Q8JRrZmshtNPNADrFhYdK3oadNM8jVjIzRzoU9As_hkdJKNfOni_5geIQEV-4xIQkwa5pgvAxhUH27yNyR5v5DL1\
        fp5EQmcCZF950eJz-LZtZBOEekLGIn7VDgvUXsNXAszq_d8bZ4cpI3A35HHaBJ4tA9tclo7_-1Knu33-MfeZbZKM99IA\
        vpj-Z0fqiIw-o_O9wzhnnf4jeM9X4hR56GdkVzhEjvL7imywRm_xFQLpDTZMn9S_6CHSGZiE-yhWpFVjxZu4TTQ3rFqF\
        S7rWQH_sPiKorU-CKoaNrERKFCC8mtXo1s6djj-Bvu4qobBQLbAySfUV8Ew29FbYkHps-OZKGOsNFngtsqAm4KSjJHGC\
        WIM5rL2m1hhqDXa_j2a8ZbifSndM1ZM7wKrPwmBaA9uQCFv5QbVHQhd9Pgydn9Cx2yB9nAZY6WpE5Pq3oW5goxD-ANAZ\
        zelkFAllJgRscsV0bm-nhW5MZ2cD-GL-pCQ645J85mEYoiYwucA02FDBtkiv47BAE6cQXw6d3PoCSZKFGk9rgvQT21Ps\
        z7VBEUk1NvSqIfcScaXXoAWeSl0YCQh-xdsdg6zB5RweaoCCo8nk_Q07grY0oabC_FyGjKvF0nKIlL3yAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAABQ4SFx0i
        """

    private static let mldsa87Token = """
        eyJhbGciOiJNTC1EU0EtODcifQ.eyJhdWQiOiJzaG9wIiwiZXhwIjoxNzAwMDAwOTAwLCJpc3MiOiJodHRwczovL2lkL\
        mV4YW1wbGUiLCJzdWIiOiI0MiJ9.8WmDKT7RLiJa8vy3qEyYQnYdoSVumxpL1gvAWvv2TuFkA0znHimSFDNZ8s_YxyXB\
        V5-YMHHIBJXv6ytQWWm8dTdvuvQgltAhXrhI5tZiXNnTwS7jFPsUInXYfdXgFgBCG1Jg09B0amoOZLTXalX6Dcc51IMm\
        CVqb5BGfDk0NOnbHx0CcBb4VacqIAnow_oxH-2n2rnBvpzuyCMSNX_2_uxMOWL3g4B5c5QFkXCWo7kB_lgMs3X-ilYl8\
        WPzElvYuvYFZA6JzUhnxKgrHCIku_2330aIfefhSg61K_1UB6I2oTg_VzZtAJ2XstFWtYRYSPFb9q44WmdSeCHtIxJC5\
        Q1s0L6HL7cqJPJfLYkWLWBmBirEnrJp_ZoICetDwxifLkWF0L8BtAjRre00sldsMmZneu0daAVHNsoCtH2g03Vikrkb3\
        tUWz9l_-GvqR7XZmLpO8jRrKY3Aci44hSrI43tiPgFds97XI9COPi1L1AmEokRH6ow3RiUVodwaYc9CeinNXAPjgdv3E\
        TQvbk24_uStCYp-sf1UmVGDNPiP_oJ5P9hP2XYLjCN4jWMCSIe4pPTLhK0RZ6Vi3NBYkYToE6sRHu5SsZU5R1bl14n2V\
        BUx4rQxryPk6ljRa3wsSobFqrNDvUmaGtDMsEfELwAre4XOZzKQPGzszdc8szKblf7mv8yvZJFvIurMPkP7QQQils38Y\
        1Gd_gzGg58cd9R-4ixdUt5wZch6S2RbSz4-M8QnvsTQZFXVZA04P1F4QUoswaNsjst1dnwd_45WRWVtUxOCpr24ZzQy5\
        EOAUBSDIpd10jSfyPSGGfFJtedYgF6m0_9NR9C5zh_jsFjL6ZRlXK2GsxTTRw3Pnw4TgY13iEv0KVV8dkOGhhWMiSMeT\
        g_KkYbgb9S70kC1GBEjQ2DC9aKpj7ye1iR5bGpZPYzFsPnwRJfrgfrAtqLSg3_EGmQiHNRKX96MgzpVg4ZJPnluY6OTl\
        S6KVIfQWmhu-gxlKWJEdHfSULpkJYLgfHHSDiEo7mH9rs5iD1uYeaYPOxqSQD6uGK3TLp5iDGPicU6Z4x8Vp2NgWfdZy\
        C5gQe4mKEh3A7EqXgV1MJ9dUuqr3O0kDb7CXqovvjF9n9qdQ9rG6ydhY6VzAWADb7S3XFCYIoNX2x4K8MtISlOfBpbnh\
        vzbLrDCYC_gtSoOA6hee9vTB6Au8bABZcTD0oCFTTa8iRdiML8TALJuaGnHY0RiH9LSNhm3RxI_-IDr3-S97IrblHFIo\
        OlT4t_bYaBYz6iVYh2zCywDFfeum5C1p8zToeurJMbZKChgV4hMGA8bshojiOEkqzKmQm-tcWTDp1mlRdWEnkbc4v-ev\
        bMtblArpIkYuddc0F8w0XbAST4fzRQq7a2gT1whJqwdz-wJ4a1IcTuYO1JGAyd5CJ1GD3T7EDXAdnVh1hz2LrncnZx8I\
        fWWM80KSMBKyBTBX4eak6hKRcUEDoPbPqy5DZgN-9Z7NDnYYEzN0vByFNOnGXxFJPsIQVCWzvS9omW1dKcKXxfT_81eK\
        M7DdvIG8LTkpLlPd3z68xH9zICrii1i8Fr_wraGFxecnZkTwaBoQaKazXVwxvOA7cE8xUmT_mNxn5i34r9CzbuTCjH11\
        f4E_vj4itYJyD4NYv0YMZEIgQH7AgtbLMJdazciQwINhONnIm4Rrjuk1MNd_oGKsK-gA2xBELWAJ-BqgYPeXl1ZpYtu_\
        QXVP_iLbgKszTDuTxMvatD2TDL0OONLp-DMc6r7aRz9teWxVgomJRx635rfp0f_ygat1FIhK-JqEnMSQQoko2wnfO6Gv\
        lGh16yZbyWY8hqtsnMxa8b4Udfl0DL-aEbjOx_r859-J1vpQ16hDnsY8AL1I5iuLymw9KBSkX09sfhj1QyjThu_8W3jK\
        S-T3bwaZeXn4GIbI9_IEkg0gSvuths2UgQSXqCsfzE9mUtL8FeL_S8Q_SILUizWVRur2FwgcYekOhPhITZNOPNFZpyIS\
        Lw_q8hBNlzeT5O-12U9BmYHXWRRq4ubhpR_AVfCsoWfYEJetGELCByXrT8aRwxVwVHCACtQigj3yKUma2Jhb0fYw2Wcl\
        eS8L5PBT1Wg2FvQjtI-E_hyC27ou0SGcCQ3tUPOIjMDe54F70O1B9hEq9ePxB9NbtJ2DXGcSWBfs70ewgZZMs-xzdALJ\
        wyEQkuSoQRwd2lTn0OeTYgjikUI_wt3d2buHOh3mpklsYGdHpNZuWtAIKWYo9VRLvIhO-5Az5-k03VMyOLnUIQYK_tri\
        P8geiWxrH0HytcOC0H2l3aVLkORYIKfvp0boM9qI5lBqDWhmoQXhxm-iANiqKZt26d01Wy6pR9xmlUIPsi3wcK9xFur-\
        F7nQEf2xrkhYg9R5fIs6yl7Ay7fOpKdRXeedxuaTqknp4HgL7iRCJ_SHDSTjhN1xS5EswxrzqA-rgkj0NCfjyvdBc7Ss\
        VYkn0dd-ObXK98wDBoV3b08TC-SEW5d8sibJShhSRZjpi1KCSqfIH8QqDLwIkbrmczmSw6mAAZMkVP2jozMY9IW_-Wjn\
        SN9v_aXS797kFrjgxGqyK2HVXaIobWtkATGgRlv3z9-Po8GxC37DPoYxj_BKIeiSlsQ9Be30HGC0JQmsvhu2EThe6of4\
        f3PY6H5tq4xLSOjCp8js6wHB2QZsBFAunHaOEZdeToD-SoRGQEeZFeKsuG8M4PAziLwQgLMqKCyQ_kKtjeRP8QBQ7Uh1\
        tjo8oT0jyxavSzW3g7d0C34Iy-bOtblkxZ3GaeuwKiQbJ5h1bdMPndm8DLYZbffvUHub2DzvwQCx68MlEN2B4TEbBjeX\
        9O7CvjIBU2ZFcc2gFdrUid9FC2qrIdmXgIDOFLQIy269nSjY2snwHE89rYHD7u8C60PF7u46pxI0PLdrzxT50tSFCK-u\
        0H619o-0vw99JeQSBO_J9trak2vc1NIAvC8uOcI7ebnRnNQeGpLJvKmOHijoIqayeAMNfqqF2OPaJtEM_LXNfs36LQWH\
        e1EEE8gcg527HfWJKF4c3YNSAwwyrg5cqZ88fAUfTDd7WHbIgqguSRk5mlY7HhR4MlSOqndrlS2wVSVZEmEV5REAJsde\
        tbSxVmWTmY_-X0UnlSGQV6S_TwP7dfNI9djfgepPhEGEU3cXnajCwhRiKVW_6FC2QAPxplizeYlM0azLvVxFK3UGnHyx\
        WuwI9_UVsSWPoV_tQ8WZgUevQ0Q8XbYzZiiX3ntOHW56nIZbg67UTkMX4Hgs4xE5I4Qr7woyHVeE0f21QfJ1iBDomYIA\
        I2vKu59AgC9cq-SxZav_YEZzhfE7x9yxUvUIqD21YIISfpeSA8M3k0eLNj5M6QJGW0N9dO7SpMjwoAXOM2HeU5GmD85v\
        SzvkkP2JjCy-bl6_8564h8oiguvYoz8oaNx-VfItnHjLBKwcMNyX5WwUa76jHKndQNW1EzdPSV9uX-m0LsXy9Agl5OgQ\
        dFE4hKjZnWxT5YxiUCcs7HcLLikqclypcEOULy_f_JP8ftPGUs3fmVL2YEM20nEaJpq8h-LvqjN33m9l6iGwee87pKul\
        c014EyjMUfObiJ-uGsAhH-UaVcD6XcKcMNF5loh_Glg3ZRcixFGzFx9Pwkysgn6Np72wz3Qv8uqmHt8RjaM7UPUOOOkk\
        47pfcjUJdeBBf9QfjBNjb43kj8L3ueCw7HDeEcmrpsbh4SajDTqYl0bbAYe0n2c26WkqMv_I83_C7heMLEX_tUuEIwxI\
        a-28r1WVPaW2g4cW6dXrLZsVI88EGYrvwZaEGTXbEuNDjRne4DRkPtCWwtLs-KeQI20GZi6XeWDdeFdc1MnLCtT9MbIZ\
        cIUfPOwXgiBPUg0AARpFMALz6Y0xfJq8Ds8K1k3KuFiZxnGB4PjAvRuRffAU57BLW0tnyzoAY_KnvXVXYmrSgSqKLL7G\
        ldzkm7GVOD2f8TGfo9Kid39SONaCV6kih1fUChuCU5EE9H6598UqnbToWVFgAcz-fF6HBxrjCvrua59og9DrlwBzXHUB\
        rMV_4YTzJNvRkLBnX8Q8F40gYU6HqoYXPKjhlApHhFmB4G1ZKlPX13iFIctUQk3dOWQovKqQGVH8dyk07C4ILbdc_saJ\
        mkjQHcZId_H7jXU9qDfOsVLfzDKw9VLl48D8qmYHybTc3jBug14fA20lSgBHgFMU3lm1FXjxO5zJ5W78h_W_s_ZFijK7\
        _ULpWl_CqAewpWelCeupzYuFFXsLFkQXAZN6DGJVrkH5YlUjWRUWP6AfW9UbNPCdsu4j02Og12DZMjgri2WRF6P7f1C1\
        TVHN5IrV079PmpIodraptcqYnS6goXXEowmaKGJDsU0leoYl33OD5rX9YiIERFFmGm5YA7hsvSbK5e--jsc6xG4pHQum\
        GFHmPikkiCywmUV0b6w0XyGtjT4VryPvwX3OQemnpC8ztn0uvUHoQz56lPdVtmZ00jVGsnKWDj_nyCm_96f7XuJrAxj5\
        igutWXThPuc2V47zv4oCh1l6yNZDSJf7NvFOQppbz6BB6dTPE8V1AlS5RShQUHuybu4zaVJDAi6HifO2pQR27ziaWKnH\
        bKYE_Fs5aM0ldmpDzvI-Vz-n9K__HFxj4I3spU7V_jMnaNhrGCnGbR9S8JhF5RpV1t_w8WWZRghsgBiMFjiKIbykleOW\
        BahMnXlNtaQe6H-qcUksvWiIEiStG5Ts2lmh-sp3Nt94jjGHATcfW_4WvYA04kzt9HxO7xoIldANu2FwKZYonGFJnsdu\
        mh80gILfoNXnRh0DSfaAiLjU1ENpVEIaghxlye5nWbs33eAvwEUHHl9OE49gE7Fwo6IY6WIk1-gIcBT5mtYh6sOD6DaO\
        lRVGC3xBzmsikyLmVchWQhGWMh-GHPETz2jW019TuuckteE3RXY9it92iDLLK42B85BMdNJXUzB4PdKH3FfgKlebNAwB\
        O016IfNiv43OmlUO2_KKjq5qWKVyyhtgNUhdufLHB8kQILs6urkLDIaH4L2HnuKfn4KNcGWTovht0uMov8rcIeHlhbzU\
        rJnCeI2oV5_0QcbkQeKGWQ-5ZtM1_364X6QkJJJO-cX6cj7WeHQLkyBB227kKQ_fFlA8eW616TReM3q9o3XlzzuIINTr\
        gDT69tQOZyUvXyAaF7I6q3FWmmgv2dQBt75T0qfensbzysO6JaKeSTzc-de4bJGy1R6b8vPtE1Ua8VZLxqISNoNsqSwn\
        ZCWkgdKOWuFvDhHHN5UkwMHw7i7COCEyH5WlGTh9Hfaa0S-SRD-pefUrBaTWkXHFsF5vDxdVa7gxZ8Sh9Y63o6_nbobH\
        jWUQth88SvO5v_JQWAeIyG6-Rm4sfOYlnTs8lAJHR5gym6EAY3mo73v6zSvt6qPgq3qqjFRiDZh5QKwYqR5kC4RHXrSu\
        DuJpW86MVIbZNxNCl0B-Kh4wBiXAKfvYIloCBFZ921fDWqnWBi5AgtL_KROvtgMnwYfE15Y8lYgO3kNF797PHkVzFGCH\
        Kmdk0awcA35idY38g5cZdY_LaPVirHdfwLTNdmkbkgRxed8WbzFSCD7MTs4Giu2uiMxdY4okzRSEP04YUyJnT7JVOz9y\
        FxEL9xJ4wPTOF3vvArzMm_lZRFYfz2-x-7DuBgvISPmAgEMuaqN4LyUXJSlWLEG40zvGfbhmR0HtBOf9OSx-n7rbdvVc\
        lvZctLOi0KLBrBcK4KRyI2YfWdtPxJF0cL0_KNa2jvd4cIzpKS60VpgHXLk1NyhhLEUu89db2V2q-HVNNXqZWirvgo_d\
        JDHimqPbKnuYxQiYvGOgxX89b0IWj_IRnr8Vill_rfNqhsY0oGimgIvelg3J_fO9kErx9Q6CLbtD3SXKHt72c9tg1unm\
        37yGT121Wy2k0kKx4UvuSZvEa7z_6NQNClKpG7i0144SuQ3WuEpj3CQgMXoMaOQG23anFpVnP9JquRsnhWSJxQy5TU2Z\
        vmG0GAYPTWoKqEgrEh1f9leUtOOvQff0CqNLy0FR4nP6S7pN37VzGjLP6GveXyj5xTUzT_vWHjRw1JdejaPyEc_MBVGV\
        hO5fv4-1bKGpsaYFIlGfsrq-BB02OlSu2uVij6vu_3SIscLT2Nvh8BUcTmVxpNX0MkWWs7fdEiFalLC65WB-sb_I2fsA\
        AAAAAAAAAAAAAAAAAAAAAAAHDxQdJSsyOQ
        """
}
