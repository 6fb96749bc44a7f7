/// Made by openssl 3; the keys protect nothing.
enum OpenSSLCertificates {
    /// A certificate of a key on secp256k1, and that key.
    static let es256k = (
        """
        -----BEGIN CERTIFICATE-----
        MIIBazCCARCgAwIBAgIUAgTFDYwiGLOxI6jzV9vMOlrYCugwCgYIKoZIzj0EAwIw
        DDEKMAgGA1UEAwwBazAeFw0yNjExMjExNjMzNDVaFw0zNjExMTgxNjMzNDVaMAwx
        CjAIBgNVBAMMAWswVjAQBgcqhkjOPQIBBgUrgQQACgNCAAS7M2J7iiQn1QRlav/l
        mTboOXtHK7qE9Mn6+C7yhM4zuzKPxNikB+fvPLf82E1WLOX0KLhi9XfXn7mOLJIH
        QDkNo1MwUTAdBgNVHQ4EFgQUuwJMOhXWjzhEsmaEqiK6OhFzZXIwHwYDVR0jBBgw
        FoAUuwJMOhXWjzhEsmaEqiK6OhFzZXIwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjO
        PQQDAgNJADBGAiEAw35bfTa+iXcG21jKnC32jqv/pDWuwsgI0S+f2Dc/zI0CIQCr
        g3uqQYZQCnL3JWOm/5PiJAe349IAGvTG5rckW4YLXQ==
        -----END CERTIFICATE-----
        """,
        """
        -----BEGIN PUBLIC KEY-----
        MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEuzNie4okJ9UEZWr/5Zk26Dl7Ryu6hPTJ
        +vgu8oTOM7syj8TYpAfn7zy3/NhNVizl9Ci4YvV315+5jiySB0A5DQ==
        -----END PUBLIC KEY-----
        """
    )

    /// A certificate of an Ed448 key, and that key.
    static let ed448 = (
        """
        -----BEGIN CERTIFICATE-----
        MIIBdzCB+KADAgECAhQjg3BaQD1SDPGnIEUKWt5t/2P1xjAFBgMrZXEwDDEKMAgG
        A1UEAwwBZTAeFw0yNjExMjExNjMzNDVaFw0zNjExMTgxNjMzNDVaMAwxCjAIBgNV
        BAMMAWUwQzAFBgMrZXEDOgAKjvRzNwCEUXKfUihu52CHqcR8pgoF/KjIPvTRiyE0
        AEG2rtMeKvxCHfheTbUYW/BZ6e+Df992FQCjUzBRMB0GA1UdDgQWBBQK9xXM0k1F
        t2I8hpkX/YZafgoLwDAfBgNVHSMEGDAWgBQK9xXM0k1Ft2I8hpkX/YZafgoLwDAP
        BgNVHRMBAf8EBTADAQH/MAUGAytlcQNzADw7dS6dNcddNTEqxhoh0o6rI5vQrsnw
        KeV4uVw8737quPj9ZDrYsIA5b+GaCWSieKio4dgrjiYmgLz1yLBoei3w/ajPWjST
        JF7G1J/J7E0R+slCdwTPw20LnpbR26KOFKgfh4VltidBbEAS2+fRRaAcAA==
        -----END CERTIFICATE-----
        """,
        """
        -----BEGIN PUBLIC KEY-----
        MEMwBQYDK2VxAzoACo70czcAhFFyn1Iobudgh6nEfKYKBfyoyD700YshNABBtq7T
        Hir8Qh34Xk21GFvwWenvg3/fdhUA
        -----END PUBLIC KEY-----
        """
    )

    /// The key of the first, its point written in the hybrid form.
    static let es256kHybrid = """
        -----BEGIN PUBLIC KEY-----
        MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAHuzNie4okJ9UEZWr/5Zk26Dl7Ryu6hPTJ
        +vgu8oTOM7syj8TYpAfn7zy3/NhNVizl9Ci4YvV315+5jiySB0A5DQ==
        -----END PUBLIC KEY-----
        """
}
