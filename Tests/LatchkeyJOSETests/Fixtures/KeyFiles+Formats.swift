/// Key files as openssl and ssh-keygen write them, made of the keys in the other files: they protect nothing.
extension KeyFiles {
    static let passphrase = "latchkey"

    /// `openssl pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1`; the passphrase of all is "latchkey".
    static let encryptedSHA1 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHeMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAh2nEWU99XxJAICCAAw
        HQYJYIZIAWUDBAECBBC2Lgp2AFPkVne/Yoc3foQzBIGQo3jyk6D8gtSx3mebeBRO
        Bxn8ZwQJBQYlnuzRGliw6TBaeh5AQbnUPCHDzELoD/v5KpVAMZYpdpG860WLlUFY
        Bf36ktcvIE8Mj2sbAZPiu9YG9Gz3DvU2R5ZIiL7fAzx3ENMqM+jmmEeMiJTURWUE
        VF7r5Wbirm+cMFeuERCXTC18i7hgAgMg5MXMnDKu+29i
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `-v2 aes-256-cbc`.
    static let encryptedSHA256 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjvguI8nVdmWgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEEr+qQjXPlQyBpWs11AHkj4EgZBD
        F2njrAFQDfEGlUPcw5iqoYGSB8l+7+XgwiLDLPcdaLIho1UM/9l4TmgSrkVxyJCO
        60qWBt3xF78eO2WhjsYWgJVXyWukneZ+/Y53ebJpR4+wgcUhyB/43eSY2daWl3VM
        j5Oi+eob96YpIv3mO8MeVpJiHXJcvXQ6c4Mxqedsp2CZ/OM6Y8pnh352e1C/aDw=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `-v2 aes-192-cbc -v2prf hmacWithSHA384`.
    static let encryptedSHA384 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiRN8Q7XIrNlQICCAAw
        DAYIKoZIhvcNAgoFADAdBglghkgBZQMEARYEEHrne/ZvJixy7yLIxFML0q4EgZDl
        Kii72pIJj38X109GLOwSyg/yEa4UfNLlvBcsHQfjdGoq3rE7dklzzK6bhYnH35jj
        gbvbJQwdeRBFZ1+vUNaMcDkS6PmacEnWbtj9MEbQrxWJEOGaj67TAnKzStobjsX3
        RT96m8fTrJknRKinWP+y46YHJZjDWwCwxvSIsqHmrMtuiHRN7psfqnOuNERwVxg=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `-v2 aes-256-cbc -v2prf hmacWithSHA512`.
    static let encryptedSHA512 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAinRuvkfqseeQICCAAw
        DAYIKoZIhvcNAgsFADAdBglghkgBZQMEASoEEC47LrH9QduSFo4j+Y5OsKgEgZBV
        G5ribEQa1/5HAmEX8EjeGLB0+VAR0cRHd0E/UjuAX3HYkGkL+0Roa+nbz2RHITMm
        5R1KmxYBNO6wkBcfiodPbTUYIeV/dLkpSunBShGruICJHWYq1YmvA5YwL7gafcmL
        R+K46PUSxkn2Y16PjnOUifses6hoYjV7YtkI5OpHz1C8PpoTLkVw/9G3Tv+E7bI=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `-scrypt`.
    static let encryptedScrypt = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAhZFWeMNgaiFQICQAAC
        AQgCAQEwHQYJYIZIAWUDBAEqBBADOzW4WG1oF0oWolqcV9tfBIGQbg00Rcz90mWO
        CehkTwvriXvOkvS0alc9x/xuHwgfPy3U2Md2/fB8y+NJmWMKja3JZh67xgSJ/c96
        HMU6m1tH/Ocrke+BtLQDIUNz4qr10JJTFllvCMkFc8BbsWVgyEE1epoX6kGRgweT
        NjJudYyLSfsY4dfuOUdfRbGPtehccbDdRjwOG2gWNPDDdI20T0bL
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `-v2 des3`.
    static let encryptedTripleDES = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHjME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAj64czK9Fo1OAICCAAw
        DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQIh55OLUgZoywEgZB58xhQUse31l0e
        DE9GcVUpE2pVW6io4fgOT1zgmDysvX2V320F1cZaA7glFLT7vOjK548TrfOZY8LB
        d39+DO1uGmMDde+0+5YnvYSMHpKklKDOdLhmypBiURsAcmGeEuD7OwkH2rlaJ2RN
        Bp7aBNX76evbu3/8c40pEaXrbNZ1l5xGCr9AVNhYhtXbeSic8z8=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `-v1 PBE-SHA1-3DES`.
    static let encryptedPKCS12 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGxMBwGCiqGSIb3DQEMAQMwDgQIfhy2Ba5spcUCAggABIGQ5dPVnV7PlUmHz3Q3
        m+XQDw5Sn2nlxbDJcuRiTYBwGKFCxC8uKPw2JYGC3Cbuzma3Q/APOTclExos9r1C
        cAJsG10JVRh9Ak4jaccJAqb5JkBl298uCWfdJnBN6oxsDVmI5/1VcKKO72Qy8leQ
        O4ZJtRWij+p3h1fSMUMe97ioKmNxwpBL+MJqoV3ycUR/rOT9
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `-v1 PBE-MD5-DES -provider legacy`.
    static let encryptedPBES1 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGwMBsGCSqGSIb3DQEFAzAOBAiJSP80tMzayQICCAAEgZDci0Nb1kB6r8r4rso/
        Wcuj7KUWd3gI+W0qX7hCMbRyrGDEWxVHHOA7J/upT8E0a9oM9pBxVrqora03f9aB
        gIIeTSaGNY357awunjw6IWeh+E1TiyH6GEhEgm5TriXphn1JH91LL40YGKbpweyW
        6TGV6olewgu7pTkSJTYlheNHXTYcKErvnjOxtTeR1QTsmS8=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// `ssh-keygen -p` of ``rsa2048PKCS1``.
    static let rsa2048OpenSSH = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAABFwAAAAdzc2gtcn
        NhAAAAAwEAAQAAAQEAqdLzEbt0juoVLO9KOVWy33xpmJAtmWNmwaoIEc/0LDslyJxFTqZL
        fjkmF+nb2YTxnkxwbd9JOPtk+KT1NSe50ZlQjooSF43OrRM3EUNw/F63qZT+laPd14Uu1H
        M58YDwZkIyqe4lFlJVE7kJs7zqVCcSuprtqqungMjAWESIKO/R9CvrKE05pNKNlCTlIFkn
        Tc0D6See9d6r4fiwn1/OGc8xt7JsSTlrDuV5oWw2v+hQFz79Mz3Ya6PO3f7kzwVjeUDgWf
        U582Mq6OJyZ5fX8QV64xzq/LXmfBbOiomk+gy29zLQdDC81wwUmeNFiSWW+H4WpQZNE92i
        bJN9ZOboNwAAA7j6hW5a+oVuWgAAAAdzc2gtcnNhAAABAQCp0vMRu3SO6hUs70o5VbLffG
        mYkC2ZY2bBqggRz/QsOyXInEVOpkt+OSYX6dvZhPGeTHBt30k4+2T4pPU1J7nRmVCOihIX
        jc6tEzcRQ3D8XreplP6Vo93XhS7UcznxgPBmQjKp7iUWUlUTuQmzvOpUJxK6mu2qq6eAyM
        BYRIgo79H0K+soTTmk0o2UJOUgWSdNzQPpJ5713qvh+LCfX84ZzzG3smxJOWsO5XmhbDa/
        6FAXPv0zPdhro87d/uTPBWN5QOBZ9TnzYyro4nJnl9fxBXrjHOr8teZ8Fs6KiaT6DLb3Mt
        B0MLzXDBSZ40WJJZb4fhalBk0T3aJsk31k5ug3AAAAAwEAAQAAAQAkDbp3/cWhn7WuLAEk
        ifqnMrkSYC2mHnHO1MPQ0Ebk6wu6+t5F880cN5LMSeRYWj6Xnl/SG7DmbYzCsvax+cSb6I
        IvOMXdhUgm+2jZ++jtU0iHsq+X4kmzOz21cd8P1BF1jEFITVxHUGRqgwK5y3YuNntl7YVe
        kgHGOBiJxMbpdaO7TmWjgmt4bs/hT9croBiBsuLIfzmD8xsoDFuIdfYdpGYw6x2ar8zP2B
        nMdYsnPDdVMlzweClhdbIK9graD+7jgf7Pi5E19WOuL38TG2KygG0ATRajRYOBup8QYDat
        BLOMadTCMUQP7RcoAyrY9RTOsSA9kgCyS+fNe+xrUWvlAAAAgQDAsX7DJHwwnBoCuWYjZn
        I6fDzHtNqWuZOMSW+v31BZEYJtdiB5OwhC/PUt2Pj98FcUVZ/s/dpAXJhkp0p/4RHvqyee
        dL65rMJflx/W02Pta7yNmiOwuGoTHX2V3rdwstfZGrg/Qs+l5xUtP7prYi2px9FILWmqIR
        daJxxfhUBWfgAAAIEA5XUlQtBam7cqx6Tvw7kO3wEyWx1XXCwL0FStEqM/kEjDF7JD1Z8E
        0c91npGiGfZGPDmOR5JoJ/7qmvN/ViaK8JOd8IV+8+15ACzqXSoC7FMa4yobJ0X7DCMtUz
        hCJ/rEaaqJPD3kOBHUNTP8Jjnvow8QdKuPUL6UNvnKUaAtP20AAACBAL135NTRDS1DKU7x
        d3ORDUk2uq8QNDTIgYCzu0EEHIOhlfP3Jf5I4jTGdmc8gxtrwwU9dJ1TY8pbPhxcpYTGlW
        xZETUvipA326gNGRPXHcBHduzAVmAQsz1ZmYM2/OMQRsq+k0aVqZsOxrcAExl0w+Y1XSEz
        4zlzUA9hPOL1JWuzAAAAAAEC
        -----END OPENSSH PRIVATE KEY-----

        """

    /// `ssh-keygen -y` of it.
    static let rsa2048OpenSSHPublic = """
        ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCp0vMRu3SO6hUs70o5VbLffGmYkC2ZY2bBqggRz/QsOyXInEVOpkt+OSYX6dvZ\
        hPGeTHBt30k4+2T4pPU1J7nRmVCOihIXjc6tEzcRQ3D8XreplP6Vo93XhS7UcznxgPBmQjKp7iUWUlUTuQmzvOpUJxK6mu2qq6eA\
        yMBYRIgo79H0K+soTTmk0o2UJOUgWSdNzQPpJ5713qvh+LCfX84ZzzG3smxJOWsO5XmhbDa/6FAXPv0zPdhro87d/uTPBWN5QOBZ\
        9TnzYyro4nJnl9fxBXrjHOr8teZ8Fs6KiaT6DLb3MtB0MLzXDBSZ40WJJZb4fhalBk0T3aJsk31k5ug3

        """

    /// `ssh-keygen -p` of ``p256SEC1``.
    static let p256OpenSSH = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS
        1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQR6DCwOye3pAivL/7heJfVBDD65tjSi
        kdP/Lq+VcxzGBSz9VhuskSMvsSUWA55Lumv1ym4a/yvFeh9YLkXTq1VMAAAAmNPCrazTwq
        2sAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHoMLA7J7ekCK8v/
        uF4l9UEMPrm2NKKR0/8ur5VzHMYFLP1WG6yRIy+xJRYDnku6a/XKbhr/K8V6H1guRdOrVU
        wAAAAgPoaLv9MHZByvHnz6racnhBZlqhPBl68739FWAR1z0YcAAAAA
        -----END OPENSSH PRIVATE KEY-----

        """

    /// `ssh-keygen -y` of it.
    static let p256OpenSSHPublic = """
        ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHoMLA7J7ekCK8v/uF4l9UEMPrm2\
        NKKR0/8ur5VzHMYFLP1WG6yRIy+xJRYDnku6a/XKbhr/K8V6H1guRdOrVUw=

        """

    /// `ssh-keygen -p` of ``p384SEC1``.
    static let p384OpenSSH = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAiAAAABNlY2RzYS
        1zaGEyLW5pc3RwMzg0AAAACG5pc3RwMzg0AAAAYQS7VaKrDzi9tDtuyH++QGPuZkpzdmEt
        kEbtClfhJ7KeMbEFiiw8AQV3oXIfqO2EWjF9KCVpfs9H29DaqXV5j3kvmjxftHkWHZOKGD
        e29hozq8DPdm/CyzGBry+Bj3O4WBIAAADQfuvw3H7r8NwAAAATZWNkc2Etc2hhMi1uaXN0
        cDM4NAAAAAhuaXN0cDM4NAAAAGEEu1Wiqw84vbQ7bsh/vkBj7mZKc3ZhLZBG7QpX4Seynj
        GxBYosPAEFd6FyH6jthFoxfSglaX7PR9vQ2ql1eY95L5o8X7R5Fh2Tihg3tvYaM6vAz3Zv
        wssxga8vgY9zuFgSAAAAMQCdIu2o+w4EeIKAwObQslfDstBe+uObqw9NJfA2h3pGZgsCAC
        4/0iAFCgWPzWc0eoYAAAAAAQIDBAUGBw==
        -----END OPENSSH PRIVATE KEY-----

        """

    /// `ssh-keygen -y` of it.
    static let p384OpenSSHPublic = """
        ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBLtVoqsPOL20O27If75AY+5mSnN2\
        YS2QRu0KV+Ensp4xsQWKLDwBBXehch+o7YRaMX0oJWl+z0fb0NqpdXmPeS+aPF+0eRYdk4oYN7b2GjOrwM92b8LLMYGvL4GPc7hY\
        Eg==

        """

    /// `ssh-keygen -p -a 2` of ``p256SEC1`` with the passphrase.
    static let p256OpenSSHEncrypted = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABCAHC308r
        WWg1PwaGul+G9tAAAAAgAAAAEAAABoAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlz
        dHAyNTYAAABBBHoMLA7J7ekCK8v/uF4l9UEMPrm2NKKR0/8ur5VzHMYFLP1WG6yRIy+xJR
        YDnku6a/XKbhr/K8V6H1guRdOrVUwAAACg+U4AFQXWGB+2ofpo+Wi0TrggArSJ7EDP8Kpq
        5lKxaPrHJdtKWYQsaKIDXOMLCZXYUDGNErM21dtKSxvedY2nhOPhbjY/291sOeaZYs3GbK
        RFrTRKQ7m0KuRJb7b5X5pcRrWpqJcQ3mBiRqVnm2FJLx8uS8HjKiuV6bNQzxSRCrwzeTUi
        6UPwMvjq5eTzylWLCiusfsNGNYA3fptQYbWVtQ==
        -----END OPENSSH PRIVATE KEY-----

        """

    /// `ssh-keygen -p -Z aes256-gcm@openssh.com` of ``p256SEC1``.
    static let p256OpenSSHOldCipher = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAAFmFlczI1Ni1nY21Ab3BlbnNzaC5jb20AAAAGYmNyeXB0AA
        AAGAAAABDPzA4oRQCYfoZmv5QCCrg9AAAAEAAAAAEAAABoAAAAE2VjZHNhLXNoYTItbmlz
        dHAyNTYAAAAIbmlzdHAyNTYAAABBBHoMLA7J7ekCK8v/uF4l9UEMPrm2NKKR0/8ur5VzHM
        YFLP1WG6yRIy+xJRYDnku6a/XKbhr/K8V6H1guRdOrVUwAAACgEYYeHu8LzIf6UyvJt8zO
        cZcHsQS0/quP9wA8eKILxga5jtsJff2dPNZwNLBtKz3HoH4v0r+CdNBOUFBWqZlhvNxTx9
        T7gg5hLe9iKvD5RgCRNiVLE2jiOB67ldn3ArWaiwi1VoLcm8rGcz/4IrZhVpn7/WOkepap
        B30JNvPO5sJZN76AKB33mSYi+EJueaFUFVArn/eSJt80FXQZ6nPEYgopcArLyKXFImHiet
        x0VTk=
        -----END OPENSSH PRIVATE KEY-----

        """
}
