/// Keys and tokens that other programs made, for these tests: they protect nothing.
enum OpenSSLFixtures {
    /// Written by pyca/cryptography.
    static let es256kPKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQg0aSgaNldc/FZ0IrTY0H/
        KEvrJNkY6H1Xr4c3oneu+4KhRANCAAS9jzMfKAr9XJn1XS5xe/GYI4We5dpHFeTc
        vrywtRDU32tja7YAnhpuDKtim5EVgT7liRyGqCcuE+AXJBbIyDay
        -----END PRIVATE KEY-----

        """

    /// `openssl ec` of it.
    static let es256kSEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHQCAQEEINGkoGjZXXPxWdCK02NB/yhL6yTZGOh9V6+HN6J3rvuCoAcGBSuBBAAK
        oUQDQgAEvY8zHygK/VyZ9V0ucXvxmCOFnuXaRxXk3L68sLUQ1N9rY2u2AJ4abgyr
        YpuRFYE+5YkchqgnLhPgFyQWyMg2sg==
        -----END EC PRIVATE KEY-----

        """

    /// `openssl pkey -pubout` of it.
    static let es256kSPKI = """
        -----BEGIN PUBLIC KEY-----
        MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEvY8zHygK/VyZ9V0ucXvxmCOFnuXaRxXk
        3L68sLUQ1N9rY2u2AJ4abgyrYpuRFYE+5YkchqgnLhPgFyQWyMg2sg==
        -----END PUBLIC KEY-----

        """

    /// `openssl ec -pubout -conv_form compressed` of it.
    static let es256kCompressedSPKI = """
        -----BEGIN PUBLIC KEY-----
        MDYwEAYHKoZIzj0CAQYFK4EEAAoDIgACvY8zHygK/VyZ9V0ucXvxmCOFnuXaRxXk
        3L68sLUQ1N8=
        -----END PUBLIC KEY-----

        """

    /// `openssl ec -pubout -param_enc explicit` of it: a curve spelt out in numbers.
    static let es256kExplicitSPKI = """
        -----BEGIN PUBLIC KEY-----
        MIIBMzCB7AYHKoZIzj0CATCB4AIBATAsBgcqhkjOPQEBAiEA////////////////
        /////////////////////v///C8wRAQgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAHBEEEeb5m
        fvncu6xVoGKVzocLBwKb/NstzijZWfKBWxb4F5hIOtp3JqPEZV2k+/wOEQio/Re0
        SKaFVBmcR9CP+xDUuAIhAP////////////////////66rtzmr0igO7/SXozQNkFB
        AgEBA0IABL2PMx8oCv1cmfVdLnF78ZgjhZ7l2kcV5Ny+vLC1ENTfa2NrtgCeGm4M
        q2KbkRWBPuWJHIaoJy4T4BckFsjINrI=
        -----END PUBLIC KEY-----

        """

    /// `openssl pkcs8 -topk8` of it.
    static let es256kEncrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgdOrnBtHEHrwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKNWF0NmIhvbhiVhpG5tvskEgZC9
        v5vnJOAkhP5k3ksl8lCWgWQ8rcIxzBGRTtg8zg8w2sNjajoo+kiJPq9pY9Ha/8wP
        Pvg8Mn0R3JxZeOXPQqvFKUG9a77WTQHl15+ezeC+svspRZnt6GgLetHHDgQYT+0y
        pcFbh1Q2fAfLii6Mj2OkE0RdxkpXIitBKASD1I4NBY4riQ9p3bMtxb01fJYvfTE=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// Of a curve that the core knows.
    static let p256SPKI = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEP6aEeNWePQb8zjwePxph2BFhMfu4
        x/ulfvBmQKYy6H1Tdo3krzgd9YPkxoRubIeAF8rjhdpB7kUTcqPI0qJLVg==
        -----END PUBLIC KEY-----

        """

    /// Written by pyca/cryptography.
    static let ed448PKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MEcCAQAwBQYDK2VxBDsEObQ/q48SRDBrFNvf+UCAVGbLJTGsr7ZzKna8yNpR/XNd
        w00HDJehaq9o4EDJmPMcKpqCkqu63/dqIQ==
        -----END PRIVATE KEY-----

        """

    /// `openssl pkey -pubout` of it.
    static let ed448SPKI = """
        -----BEGIN PUBLIC KEY-----
        MEMwBQYDK2VxAzoAeOBeb7a8h2PXsg435eSPwLG434gtZ8fQVXOGiaJgeWuMl/uD
        mSV9jgaRVc7YzmA47PdsJwP9Bn8A
        -----END PUBLIC KEY-----

        """

    /// Signed by PyJWT under the key above.
    static let es256kToken = """
        eyJhbGciOiJFUzI1NksiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wI\
        iwic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.IAq4jZfeVLugc0n3jzWnV72FDk_8Bkavy8VPx2p4ySUPTHnT_yo2\
        ZGCBWhp8po-yFiWqUDEoRZo6luAtmfxwLQ
        """

    /// The public key as joserfc writes it.
    static let es256kJWK = #"""
        {"crv":"secp256k1","x":"vY8zHygK_VyZ9V0ucXvxmCOFnuXaRxXk3L68sLUQ1N8","y":"a2NrtgCeGm4Mq2KbkR\#
        WBPuWJHIaoJy4T4BckFsjINrI","kty":"EC"}
        """#

    /// Signed by joserfc under the key above.
    static let ed448Token = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJFZDQ0OCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.2QljF4WRFKibXZlm_PDJm9_F1QdCCO9-sZutIJQ3I_Re4BK8tpW3cy\
        9-B4q18JgTvr0BZZpv8wcADpoqPC3czEd-fE4VsDU77-M5AjVsNa5y2LP5XLM0kJW3hDeGdqEfzuDw6CYJU3a53ReMPb\
        uNoR4A
        """

    /// The public key as joserfc writes it.
    static let ed448JWK = #"""
        {"crv":"Ed448","x":"eOBeb7a8h2PXsg435eSPwLG434gtZ8fQVXOGiaJgeWuMl_uDmSV9jgaRVc7YzmA47PdsJwP9\#
        Bn8A","kty":"OKP"}
        """#

    /// Signed by PyJWT under the key above.
    static let eddsaToken = """
        eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJzaG9wIiw\
        ic3ViIjoiNDIiLCJleHAiOjE3MDAwMDA5MDB9.F_isiAHjKaT31fTlyxYfxWTWZy8AnM6J6AgrN4-_DP3WImFmB1ZOqI\
        fVL2y6Etun7ffBI2oNaJwA9NfD-H7OovAdkTumfAlKlxaVhR9zx83lW6dbWO8eS3d5urBNG8DUD9oNoxXsZ0bT_uFG-a\
        t20RIA
        """
}
