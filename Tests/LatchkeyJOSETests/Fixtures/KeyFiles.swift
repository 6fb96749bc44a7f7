/// Key files as programs wrote them, made for these tests: they protect nothing.
enum KeyFiles {
    /// Made by `openssl ecparam -name prime256v1 -genkey`, parameters in front.
    static let p256SEC1 = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEID6Gi7/TB2Qcrx58+q2nJ4QWZaoTwZevO9/RVgEdc9GHoAoGCCqGSM49
        AwEHoUQDQgAEegwsDsnt6QIry/+4XiX1QQw+ubY0opHT/y6vlXMcxgUs/VYbrJEj
        L7ElFgOeS7pr9cpuGv8rxXofWC5F06tVTA==
        -----END EC PRIVATE KEY-----

        """

    /// `openssl pkcs8 -topk8 -nocrypt` of it.
    static let p256PKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPoaLv9MHZByvHnz6
        racnhBZlqhPBl68739FWAR1z0YehRANCAAR6DCwOye3pAivL/7heJfVBDD65tjSi
        kdP/Lq+VcxzGBSz9VhuskSMvsSUWA55Lumv1ym4a/yvFeh9YLkXTq1VM
        -----END PRIVATE KEY-----

        """

    /// `openssl ec -pubout` of it.
    static let p256SPKI = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEegwsDsnt6QIry/+4XiX1QQw+ubY0
        opHT/y6vlXMcxgUs/VYbrJEjL7ElFgOeS7pr9cpuGv8rxXofWC5F06tVTA==
        -----END PUBLIC KEY-----

        """

    /// `openssl ec -pubout -conv_form compressed` of it.
    static let p256CompressedSPKI = """
        -----BEGIN PUBLIC KEY-----
        MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACegwsDsnt6QIry/+4XiX1QQw+ubY0
        opHT/y6vlXMcxgU=
        -----END PUBLIC KEY-----

        """

    /// `openssl pkcs8 -topk8` of it.
    static let p256Encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgnEEX+Kn210gICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKjyHVytJiC1+6tFOM5jowQEgZDv
        n3ATsG5eu/I2hNMjJvixLAiY/fQ/cgG8sv5UHjQdAP5ytjGc0lO0SZ+Wjv80SOre
        WdkipDQ2JE6VFZD8uZjhZmJkwLzOmYN8XnOh4e7d5QZx5JLyq4FI78HecERzedT4
        9OjoybdpZDeEbSb1IZzJE7uT5PmLSWzN/afJ3N+cPlcj1vGYbDUBF41Imhkfbd4=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `openssl req -x509` of it.
    static let p256Certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCARugAwIBAgIUKXXENhdnZK0h6c5BZfopZxj9zT8wCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjExMTUzMzRaGA8yMTI2MTAyODExNTMz
        NFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHoM
        LA7J7ekCK8v/uF4l9UEMPrm2NKKR0/8ur5VzHMYFLP1WG6yRIy+xJRYDnku6a/XK
        bhr/K8V6H1guRdOrVUyjUzBRMB0GA1UdDgQWBBSfDkd4WPBxm7q3C2XcQRZSWx0+
        8TAfBgNVHSMEGDAWgBSfDkd4WPBxm7q3C2XcQRZSWx0+8TAPBgNVHRMBAf8EBTAD
        AQH/MAoGCCqGSM49BAMCA0kAMEYCIQCRnT9Yt9qzU9A1nsnFxpizIMfpYG9M5MLK
        8Beg6jLJogIhALqocbY5ER/FaEQsyiC5ehHM5rg9Mp2iD4K//OTaUcwM
        -----END CERTIFICATE-----

        """

    /// Made by `openssl ecparam -name secp384r1 -genkey -noout`.
    static let p384SEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MIGkAgEBBDCdIu2o+w4EeIKAwObQslfDstBe+uObqw9NJfA2h3pGZgsCAC4/0iAF
        CgWPzWc0eoagBwYFK4EEACKhZANiAAS7VaKrDzi9tDtuyH++QGPuZkpzdmEtkEbt
        ClfhJ7KeMbEFiiw8AQV3oXIfqO2EWjF9KCVpfs9H29DaqXV5j3kvmjxftHkWHZOK
        GDe29hozq8DPdm/CyzGBry+Bj3O4WBI=
        -----END EC PRIVATE KEY-----

        """

    /// `openssl ec -pubout` of it.
    static let p384SPKI = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEu1Wiqw84vbQ7bsh/vkBj7mZKc3ZhLZBG
        7QpX4SeynjGxBYosPAEFd6FyH6jthFoxfSglaX7PR9vQ2ql1eY95L5o8X7R5Fh2T
        ihg3tvYaM6vAz3Zvwssxga8vgY9zuFgS
        -----END PUBLIC KEY-----

        """

    /// Made by `openssl ecparam -name secp256k1 -genkey -noout`.
    static let secp256k1SEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHQCAQEEIEhXxL5yKhGTQyJvvwOiFrbMf9RrSwJR7RseFykjwsZSoAcGBSuBBAAK
        oUQDQgAEaONTFg+wqn3MegxlP9AjFx8UDZ7rXNc7YRIzARh5PwLHB2vO5/XJwFUk
        ImtrUH1Cdl2kDHUSzmzeAKEd4uFYnw==
        -----END EC PRIVATE KEY-----

        """

    /// Made by `openssl genpkey -algorithm ed25519`.
    static let ed25519PKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIHO5YumTGJeOMMvSe0nxkNYjclVDSgXb5uFY+zJOE2F+
        -----END PRIVATE KEY-----

        """

    /// `openssl pkey -pubout` of it.
    static let ed25519SPKI = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA7lr3TmzoojUhvYKD0wMVn7zykjghi99AlY9lsncIicI=
        -----END PUBLIC KEY-----

        """

    /// Made by `openssl genpkey -algorithm x25519`.
    static let x25519PKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VuBCIEINBI6LDlbk7vk/P8FvjeYhrMgp6+flnpVQmaS2D5t2tX
        -----END PRIVATE KEY-----

        """

    /// Made by `ssh-keygen -t ed25519`, the format of its own.
    static let openSSHPrivate = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACB8gyLn8thWykS4otQVk9hQTZpyO1lNEQ5udRmLDEdCbgAAAIjBZAiUwWQI
        lAAAAAtzc2gtZWQyNTUxOQAAACB8gyLn8thWykS4otQVk9hQTZpyO1lNEQ5udRmLDEdCbg
        AAAECoRJJC/ELJMv8ewuv8mcCaixxhTTayGmCZDvvOuRtWe3yDIufy2FbKRLii1BWT2FBN
        mnI7WU0RDm51GYsMR0JuAAAAAAECAwQF
        -----END OPENSSH PRIVATE KEY-----

        """
}
