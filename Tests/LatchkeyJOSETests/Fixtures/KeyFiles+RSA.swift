// Key files as programs wrote them, made for these tests: they protect nothing.

extension KeyFiles {
    /// Made by `ssh-keygen -t rsa -b 4096 -m PEM`.
    static let rsa4096PKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIJKAIBAAKCAgEAlOZ7EPP5+o+mUnM4gVYErNwZpvTjNRC9ujoaWIFtnTdYERRU
        ba65wq0Yi/bW1JxmW85IQRTHAlWJS7zSBN8KIKVRNlBMrdx7qHUGSIrAndIKPCeO
        HeQyvfH8Sz2NnnuoGbDy1vsJnUt3OpmvEP9gT3spCskkQT3WDpigUkYE8uCWpKT6
        KKfbzC32I5t3Ia5YPL41TJ0CY7NDvzAL0iLzoOMYqj4sG6G4pQotjKu/Nagmj8c9
        FP/kQDOhZ2cFBkBGa39xzJEr2bqbQQwONthC9fA2UdKu1AIa9nIzpx3qI/Kmrdv7
        //7SilgrmB9zqdBpKtahE8xHcmAGhQw6ANsFcGDMk1NxRBYUeZX+22jdDkFzJJzv
        vI8JRfYmbzsKzZxiu5oWU0caY7aWIIr7Wk17yXV50dYY9FHtpwysNKswPLSSvygT
        mwfp52y0/e5Bnpe3zYTL6CYkVqlF/sKYWWE7ov48Ueu3qf/fuggaGcU8C02wtb0U
        04u+Be0WNPh6jxOk2iBF71Y2qORUXQUZGh1GShel6aDROalSHsjUHqb+SzkpZI/p
        gwDMPn3uE5ap6jzXrZeNx7qQgPaS0LsHycOxsTQH0pitEe5uh39GwPcFNAQ9+kak
        OQTMUaqcQsR83OVMAZc27RQvaqStv4P3s5rpbTqfwIk0LdgFSDQ8IoKiaKECAwEA
        AQKCAgAYETz5G4ZfUpK+pvMOLLoqupTG4LRM4nzYOgYCIkF2dPieIhwXcnOCHPpn
        vSkySmldE3WoV1Rncy3y+P01XlvDtRTwY4BRZd7y9p9iYFML72RKHtagzD7LZu6x
        tqxKXpBoPqqxxvfh3c3Swf6DD9QgZLbYkHR0uyr7Rv467ihknZqb2DK7GY60bQVo
        8fsKjaSjhNcWoBY/yTz9DSYL/CxG6A4Xjl8QxE4VFxUPtL7+TESXXsvntgjNu8qt
        7P/p57+6Jmpdd2WQFtJ7bBhsEv6XxBDznss1Z3W2OfVRYMt0rgb0+Sa9VRHw3JmH
        SCYo34/wJar5iT5PJWhIXxaNBtnU9gNlEK1qRI38+111/YEqVZOOzdozH2A1gmaA
        7LcCoxCiPr0t0LVG2S1yCzinZu8PKRViicYcaIKoGJRmMdXHwgOKljPCoW4MGdUX
        sEpjSzdXcghQODtKI3WXzUSwxg5CSACgqMgdOsfPurvTPJTgg2yA65uF70njwQNE
        2QJxe0D2IfJcDC0brwsQqhiRHK1TfUOPvgNSRLwAFeWxJUp9Fw6Vo2oV93VzJSPM
        KQTkhk0lW/blphinld7muFPEOPQaX7KEJXYHbDR+fVPzHQjOfYMfwoKVMfjs8oA/
        FU7Dteyhu0/ZogIQW88YsNcZDaXObAbABr77NPKpOnb+QaFmBQKCAQEAz9CiypZW
        y4ZGn7PgsDdjLLZidXYoGVlvcgat0aKkA0F/9BdLdIs/5aV5DxvwzSOXNMcEDrhB
        1TJUsajaX8meGCFwChQDUpJ5OCylRV3zIKwAeDuogavoLM+IF9tLJolzUxcL8HgF
        40sNWiSifgbytCg9b18pW2Tbz3j+WiHGj38KFN2EhGyjPlk8uZJ9gxVcGhV1Ka1d
        zk0Mw2JB4rED6HfV3zdHB5kVHxE6MnOFC1UcQeZXGui0fof7dxoxFh/7r5ksBjm6
        +hIBbDvY41ylxqIdlF4/HyhbC/N37dLQwKKRIKZ2IFzlVbFfG3IVX9zICHRV+9bh
        JIPno5URAOxoFwKCAQEAt2zSQHCFeJAkxH+VBx0CIu0I4XzLcx3+VBR2MvXeY5HF
        UXlsKoxxpZPZFRkhvFDMh+GHEAgrYRVN+cDmMOofHItMUey46LpnwWvEuZAJxhrX
        SWvrboqxXLCUITeITWyyvlYZQ0V9OsnUUwFhhKMNnuXRgDtd/sMWRuowNSQo+T/z
        sWYALqJ216yXPZmgRRCQ7wO7HZN0a3upZ7yoa/Td6QBTHmuuj0pY5IHOIlUMyUMQ
        tzWr57ztoyshQ8V3T25krxC3uyrj3bgTSTClA5bgf0FmGBSJrTtlJhwzCGdGGlvG
        c0moLxAQokEFzt+3AgTWc8EhABWlWNvIBUCn4drwBwKCAQBB2ExMPjhAAkqMPXU6
        wEHnH96wcwCfj4vVKDKY0px+/5joIR1iTuCvBbAGzoaMqPM24LvzYgRR5cGaDPMs
        GHjEEowqVU78MbbAyryO7wai2nzHm7d3Zp2I3TS0wmHcUv68W/gHeC/9ZYFUh3kI
        z3DFDl7w08kJ0TooUaDdtAfy3YC3PbzILJfIoIOyFK06BGGLTjMyQmEPhbA+k/pm
        NkoTtSyJrj0ONj3P+yhiZeHIxm3On4oH16Wg1bsicKUO6pFXgQPG8THCHERhI9FD
        sM5B0onmwbnkSGgYsErWis5jyt6K5tNUy7pKXYnR62LEXfLvYtT/l4T8ieKyHQAn
        N8B/AoIBACyN21hZvKH3aWbtkpaCvlUbfI/BD24r9+4WdkuUm2tWKjbLJrIDIUvV
        6OIOE7q5aaUL7BHB2j+fvCwRZhi1lc8KKwSvWo71UGSUN9nXGfir5mVoOGzGdaSN
        I74Zzhr4b0Z6hXJou61+/vsWl8hvDsztCAF86i0K2CtrkUAnQ2if1yLdIugxAGsM
        +kO1QE/mYT4diuL5QUsmY5TWJ5bpiMmjEY2PHHyj04nV2etO+2cbykCmYdZNdu+u
        d0sN+RgrOXuotOha17SwlMavcTW4/VkL2q+4tWSFy+EA8oh1BXs7la3FU3vzDAdN
        ggqpHrv3ztuZKtnpaBt4b1KPTPg4hRsCggEBAJRbGzGpvgYTVI/Hf3XH2mC1oXJS
        054iWBupoR3JwgnJ3poa/V69XrLrL1B35bfzX/ZATDcl48WvdYf8P8V4tGc1pMLn
        L9TrOzQnVfm6UHGrB66lgE6O5pooNonOKOAbokUFiVLs+jtIGqge3lwYp5/38yDG
        el7cyJZkrmcKCepxvxm0M9vnDtSiwGwJyZ9GEBM53SUJG0pA6+X9vDZzj7h4Kid6
        xLHQycID1qY5GrbLH0CS80vBV0uEKsjutS9bTGlaW0xNymc5P5lG5HAtBIPBoMIO
        hxfoYYnmU7A0E/Lo+tdqeAGYCRabRXV4yGEuaARIuLKxlc3t1lsD8WjXjBk=
        -----END RSA PRIVATE KEY-----

        """

    /// `openssl rsa -pubout` of it.
    static let rsa4096SPKI = """
        -----BEGIN PUBLIC KEY-----
        MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAlOZ7EPP5+o+mUnM4gVYE
        rNwZpvTjNRC9ujoaWIFtnTdYERRUba65wq0Yi/bW1JxmW85IQRTHAlWJS7zSBN8K
        IKVRNlBMrdx7qHUGSIrAndIKPCeOHeQyvfH8Sz2NnnuoGbDy1vsJnUt3OpmvEP9g
        T3spCskkQT3WDpigUkYE8uCWpKT6KKfbzC32I5t3Ia5YPL41TJ0CY7NDvzAL0iLz
        oOMYqj4sG6G4pQotjKu/Nagmj8c9FP/kQDOhZ2cFBkBGa39xzJEr2bqbQQwONthC
        9fA2UdKu1AIa9nIzpx3qI/Kmrdv7//7SilgrmB9zqdBpKtahE8xHcmAGhQw6ANsF
        cGDMk1NxRBYUeZX+22jdDkFzJJzvvI8JRfYmbzsKzZxiu5oWU0caY7aWIIr7Wk17
        yXV50dYY9FHtpwysNKswPLSSvygTmwfp52y0/e5Bnpe3zYTL6CYkVqlF/sKYWWE7
        ov48Ueu3qf/fuggaGcU8C02wtb0U04u+Be0WNPh6jxOk2iBF71Y2qORUXQUZGh1G
        Shel6aDROalSHsjUHqb+SzkpZI/pgwDMPn3uE5ap6jzXrZeNx7qQgPaS0LsHycOx
        sTQH0pitEe5uh39GwPcFNAQ9+kakOQTMUaqcQsR83OVMAZc27RQvaqStv4P3s5rp
        bTqfwIk0LdgFSDQ8IoKiaKECAwEAAQ==
        -----END PUBLIC KEY-----

        """

    /// `openssl rsa -RSAPublicKey_out` of it.
    static let rsa4096PublicPKCS1 = """
        -----BEGIN RSA PUBLIC KEY-----
        MIICCgKCAgEAlOZ7EPP5+o+mUnM4gVYErNwZpvTjNRC9ujoaWIFtnTdYERRUba65
        wq0Yi/bW1JxmW85IQRTHAlWJS7zSBN8KIKVRNlBMrdx7qHUGSIrAndIKPCeOHeQy
        vfH8Sz2NnnuoGbDy1vsJnUt3OpmvEP9gT3spCskkQT3WDpigUkYE8uCWpKT6KKfb
        zC32I5t3Ia5YPL41TJ0CY7NDvzAL0iLzoOMYqj4sG6G4pQotjKu/Nagmj8c9FP/k
        QDOhZ2cFBkBGa39xzJEr2bqbQQwONthC9fA2UdKu1AIa9nIzpx3qI/Kmrdv7//7S
        ilgrmB9zqdBpKtahE8xHcmAGhQw6ANsFcGDMk1NxRBYUeZX+22jdDkFzJJzvvI8J
        RfYmbzsKzZxiu5oWU0caY7aWIIr7Wk17yXV50dYY9FHtpwysNKswPLSSvygTmwfp
        52y0/e5Bnpe3zYTL6CYkVqlF/sKYWWE7ov48Ueu3qf/fuggaGcU8C02wtb0U04u+
        Be0WNPh6jxOk2iBF71Y2qORUXQUZGh1GShel6aDROalSHsjUHqb+SzkpZI/pgwDM
        Pn3uE5ap6jzXrZeNx7qQgPaS0LsHycOxsTQH0pitEe5uh39GwPcFNAQ9+kakOQTM
        UaqcQsR83OVMAZc27RQvaqStv4P3s5rpbTqfwIk0LdgFSDQ8IoKiaKECAwEAAQ==
        -----END RSA PUBLIC KEY-----

        """

    /// The public key file that `ssh-keygen` writes beside it.
    static let rsa4096OpenSSHPublic = """
        ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAACAQCU5nsQ8/n6j6ZScziBVgSs3Bmm9OM1EL26OhpYgW2dN1gRFFRtrrnCrRiL9tbUnGZbzkhBFMcCVYlLvNIE3wogpVE2UEyt3HuodQZIisCd0go8J44d5DK98fxLPY2ee6gZsPLW+wmdS3c6ma8Q/2BPeykKySRBPdYOmKBSRgTy4JakpPoop9vMLfYjm3chrlg8vjVMnQJjs0O/MAvSIvOg4xiqPiwbobilCi2Mq781qCaPxz0U/+RAM6FnZwUGQEZrf3HMkSvZuptBDA422EL18DZR0q7UAhr2cjOnHeoj8qat2/v//tKKWCuYH3Op0Gkq1qETzEdyYAaFDDoA2wVwYMyTU3FEFhR5lf7baN0OQXMknO+8jwlF9iZvOwrNnGK7mhZTRxpjtpYgivtaTXvJdXnR1hj0Ue2nDKw0qzA8tJK/KBObB+nnbLT97kGel7fNhMvoJiRWqUX+wphZYTui/jxR67ep/9+6CBoZxTwLTbC1vRTTi74F7RY0+HqPE6TaIEXvVjao5FRdBRkaHUZKF6XpoNE5qVIeyNQepv5LOSlkj+mDAMw+fe4TlqnqPNetl43HupCA9pLQuwfJw7GxNAfSmK0R7m6Hf0bA9wU0BD36RqQ5BMxRqpxCxHzc5UwBlzbtFC9qpK2/g/ezmultOp/AiTQt2AVINDwigqJooQ== 

        """

    /// Made by `openssl genpkey -algorithm RSA`.
    static let rsa2048PKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCp0vMRu3SO6hUs
        70o5VbLffGmYkC2ZY2bBqggRz/QsOyXInEVOpkt+OSYX6dvZhPGeTHBt30k4+2T4
        pPU1J7nRmVCOihIXjc6tEzcRQ3D8XreplP6Vo93XhS7UcznxgPBmQjKp7iUWUlUT
        uQmzvOpUJxK6mu2qq6eAyMBYRIgo79H0K+soTTmk0o2UJOUgWSdNzQPpJ5713qvh
        +LCfX84ZzzG3smxJOWsO5XmhbDa/6FAXPv0zPdhro87d/uTPBWN5QOBZ9TnzYyro
        4nJnl9fxBXrjHOr8teZ8Fs6KiaT6DLb3MtB0MLzXDBSZ40WJJZb4fhalBk0T3aJs
        k31k5ug3AgMBAAECggEAJA26d/3FoZ+1riwBJIn6pzK5EmAtph5xztTD0NBG5OsL
        uvreRfPNHDeSzEnkWFo+l55f0huw5m2MwrL2sfnEm+iCLzjF3YVIJvto2fvo7VNI
        h7Kvl+JJszs9tXHfD9QRdYxBSE1cR1BkaoMCuct2LjZ7Ze2FXpIBxjgYicTG6XWj
        u05lo4JreG7P4U/XK6AYgbLiyH85g/MbKAxbiHX2HaRmMOsdmq/Mz9gZzHWLJzw3
        VTJc8HgpYXWyCvYK2g/u44H+z4uRNfVjri9/ExtisoBtAE0Wo0WDgbqfEGA2rQSz
        jGnUwjFED+0XKAMq2PUUzrEgPZIAskvnzXvsa1Fr5QKBgQDldSVC0FqbtyrHpO/D
        uQ7fATJbHVdcLAvQVK0Soz+QSMMXskPVnwTRz3WekaIZ9kY8OY5Hkmgn/uqa839W
        Jorwk53whX7z7XkALOpdKgLsUxrjKhsnRfsMIy1TOEIn+sRpqok8PeQ4EdQ1M/wm
        Oe+jDxB0q49QvpQ2+cpRoC0/bQKBgQC9d+TU0Q0tQylO8XdzkQ1JNrqvEDQ0yIGA
        s7tBBByDoZXz9yX+SOI0xnZnPIMba8MFPXSdU2PKWz4cXKWExpVsWRE1L4qQN9uo
        DRkT1x3AR3bswFZgELM9WZmDNvzjEEbKvpNGlambDsa3ABMZdMPmNV0hM+M5c1AP
        YTzi9SVrswKBgQCqadtXiOiSV3IFPiD4CpvZ0ci1VNBJ20iW3ByCCA4wOWnzUmkA
        4Y4xyNNBBkYO5BH7rn9V9o02jyNsG0XKFOwBipC1TmAgB5FjKPiSYp4zJ/GDHwV1
        oIq30/RYpyKzEJIJLCeqPwkc/1jMfqRZO5QXVRvSmovg2vm27sNs5fpU7QKBgHVH
        nK8bRDPLSeuizlUL6ZRzOzWYKyitIHSBTJzfJaNZR0//oVX42YTfgHVA4Mr9dnds
        5h1oe/HLbvPxaUd6AQ5TR7KLXhMNcHtiuC4uzyyxT+0W1aCbVcfZCYxOYlVPQvLG
        6rUbeSQRDnJCqo/sVkLOr3oY+0MZnOoYP68hHeu/AoGBAMCxfsMkfDCcGgK5ZiNm
        cjp8PMe02pa5k4xJb6/fUFkRgm12IHk7CEL89S3Y+P3wVxRVn+z92kBcmGSnSn/h
        Ee+rJ550vrmswl+XH9bTY+1rvI2aI7C4ahMdfZXet3Cy19kauD9Cz6XnFS0/umti
        LanH0UgtaaohF1onHF+FQFZ+
        -----END PRIVATE KEY-----

        """

    /// `openssl rsa -traditional` of it.
    static let rsa2048PKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEpAIBAAKCAQEAqdLzEbt0juoVLO9KOVWy33xpmJAtmWNmwaoIEc/0LDslyJxF
        TqZLfjkmF+nb2YTxnkxwbd9JOPtk+KT1NSe50ZlQjooSF43OrRM3EUNw/F63qZT+
        laPd14Uu1HM58YDwZkIyqe4lFlJVE7kJs7zqVCcSuprtqqungMjAWESIKO/R9Cvr
        KE05pNKNlCTlIFknTc0D6See9d6r4fiwn1/OGc8xt7JsSTlrDuV5oWw2v+hQFz79
        Mz3Ya6PO3f7kzwVjeUDgWfU582Mq6OJyZ5fX8QV64xzq/LXmfBbOiomk+gy29zLQ
        dDC81wwUmeNFiSWW+H4WpQZNE92ibJN9ZOboNwIDAQABAoIBACQNunf9xaGfta4s
        ASSJ+qcyuRJgLaYecc7Uw9DQRuTrC7r63kXzzRw3ksxJ5FhaPpeeX9IbsOZtjMKy
        9rH5xJvogi84xd2FSCb7aNn76O1TSIeyr5fiSbM7PbVx3w/UEXWMQUhNXEdQZGqD
        ArnLdi42e2XthV6SAcY4GInExul1o7tOZaOCa3huz+FP1yugGIGy4sh/OYPzGygM
        W4h19h2kZjDrHZqvzM/YGcx1iyc8N1UyXPB4KWF1sgr2CtoP7uOB/s+LkTX1Y64v
        fxMbYrKAbQBNFqNFg4G6nxBgNq0Es4xp1MIxRA/tFygDKtj1FM6xID2SALJL5817
        7GtRa+UCgYEA5XUlQtBam7cqx6Tvw7kO3wEyWx1XXCwL0FStEqM/kEjDF7JD1Z8E
        0c91npGiGfZGPDmOR5JoJ/7qmvN/ViaK8JOd8IV+8+15ACzqXSoC7FMa4yobJ0X7
        DCMtUzhCJ/rEaaqJPD3kOBHUNTP8Jjnvow8QdKuPUL6UNvnKUaAtP20CgYEAvXfk
        1NENLUMpTvF3c5ENSTa6rxA0NMiBgLO7QQQcg6GV8/cl/kjiNMZ2ZzyDG2vDBT10
        nVNjyls+HFylhMaVbFkRNS+KkDfbqA0ZE9cdwEd27MBWYBCzPVmZgzb84xBGyr6T
        RpWpmw7GtwATGXTD5jVdITPjOXNQD2E84vUla7MCgYEAqmnbV4jokldyBT4g+Aqb
        2dHItVTQSdtIltwcgggOMDlp81JpAOGOMcjTQQZGDuQR+65/VfaNNo8jbBtFyhTs
        AYqQtU5gIAeRYyj4kmKeMyfxgx8FdaCKt9P0WKcisxCSCSwnqj8JHP9YzH6kWTuU
        F1Ub0pqL4Nr5tu7DbOX6VO0CgYB1R5yvG0Qzy0nros5VC+mUczs1mCsorSB0gUyc
        3yWjWUdP/6FV+NmE34B1QODK/XZ3bOYdaHvxy27z8WlHegEOU0eyi14TDXB7Yrgu
        Ls8ssU/tFtWgm1XH2QmMTmJVT0Lyxuq1G3kkEQ5yQqqP7FZCzq96GPtDGZzqGD+v
        IR3rvwKBgQDAsX7DJHwwnBoCuWYjZnI6fDzHtNqWuZOMSW+v31BZEYJtdiB5OwhC
        /PUt2Pj98FcUVZ/s/dpAXJhkp0p/4RHvqyeedL65rMJflx/W02Pta7yNmiOwuGoT
        HX2V3rdwstfZGrg/Qs+l5xUtP7prYi2px9FILWmqIRdaJxxfhUBWfg==
        -----END RSA PRIVATE KEY-----

        """

    /// `openssl rsa -pubout` of it.
    static let rsa2048SPKI = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqdLzEbt0juoVLO9KOVWy
        33xpmJAtmWNmwaoIEc/0LDslyJxFTqZLfjkmF+nb2YTxnkxwbd9JOPtk+KT1NSe5
        0ZlQjooSF43OrRM3EUNw/F63qZT+laPd14Uu1HM58YDwZkIyqe4lFlJVE7kJs7zq
        VCcSuprtqqungMjAWESIKO/R9CvrKE05pNKNlCTlIFknTc0D6See9d6r4fiwn1/O
        Gc8xt7JsSTlrDuV5oWw2v+hQFz79Mz3Ya6PO3f7kzwVjeUDgWfU582Mq6OJyZ5fX
        8QV64xzq/LXmfBbOiomk+gy29zLQdDC81wwUmeNFiSWW+H4WpQZNE92ibJN9ZObo
        NwIDAQAB
        -----END PUBLIC KEY-----

        """

    /// Made by `openssl genrsa -traditional 1024`: too small.
    static let rsa1024PKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXQIBAAKBgQDqqqpTr7UkX5IX8JHAJOPwGZDszUFCJY569gUJKUw6OyRgGWlK
        zComLabqgHZqkVlCbWrpe/VueIhGsnfIELiKPvvPTxRiJ9vifQyGbvO3/wg6RxC4
        fuJGETJuRZ7Hvjgi8A2l/p5g3rmnxkapgm1eOABEmZXO1kwSf/B5Uk3ptwIDAQAB
        AoGBAIvwnoYtYA6C17JjCefVmABUnrI4bNQvZVo6YCJoeEa5giW0wa+TNQdzbfim
        BvfiGaKdcYYvH9tzEYFnaDrsjb7u5unt20wva57P94eCXK9/NKvv/2mXSmhyBb36
        p/kgD7ZKiDmb/C5m1JhNcxcvAMafaB4ih8SilZJOEBRwiTbxAkEA/t6yv8xtx17L
        /LD7uEj575kOxdBzytDzyTBckkY//WAdlBf6KpLuprI4IgoR9qtU1qCMzwwETtr2
        tOE/7X5v8wJBAOu1CNM2iyXP4e5f68A3UDz4lp/l0vjR5yDPRyKzpZVRZXAXjHAP
        1RU6J4kEekqihNb8nUwhb84AKXWnW97l1C0CQQClq0y1r8SMG+qszr5RA96zB+K6
        Ys1hwIE2/eCulEtz/846PXu3wNqwMJicR791f9kdyi69Ryplt5815FURo2ZRAkB8
        9zw4jwBzCaYlNaHOBQV7beid2cFivhamJH74fPpbEg6PwUxp1VsJqA1x7XfQvh1j
        xga3aDrYoulYQWTJ5lv5AkBzAM6TU1Vi6TTsvSK/Mpl9l06IUPIYPnxBSqrPegK8
        OBDonUCw6b4LGTzlMJEONIybV/xRH9gi17ITWICehvcm
        -----END RSA PRIVATE KEY-----

        """

    /// `openssl rsa -pubout` of it.
    static let rsa1024SPKI = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDqqqpTr7UkX5IX8JHAJOPwGZDs
        zUFCJY569gUJKUw6OyRgGWlKzComLabqgHZqkVlCbWrpe/VueIhGsnfIELiKPvvP
        TxRiJ9vifQyGbvO3/wg6RxC4fuJGETJuRZ7Hvjgi8A2l/p5g3rmnxkapgm1eOABE
        mZXO1kwSf/B5Uk3ptwIDAQAB
        -----END PUBLIC KEY-----

        """

    /// Made by `openssl genpkey -algorithm RSA-PSS`.
    static let rsaPSS = """
        -----BEGIN PRIVATE KEY-----
        MIIEugIBADALBgkqhkiG9w0BAQoEggSmMIIEogIBAAKCAQEAprnAZF1b90tDLlPB
        Sh9IXlozK1fKf4lnGEG/1innEhBfRY3cJPxu1vWHT710Sb4B25ZnYn1cFqes1Z2r
        OAje1u5RoawH8XwK6CElhfdDEqFWf6p9UoSGbtG/KJyX3yqhdJmWr7pojAUlJfan
        /YJrl0uVzTKAlFymer+b7wvHOm1NiE5hx5wC9MNq/U86mbm8LzGkJRDzLXds3FeV
        RFfd356FvSDpJ79nlhr0p/A8SUkoaR5GlDuj6vI8eAvoPnwr2sL7skD9Fet2OmAA
        UARK9mGBZU3em709yvG7q71/1yHhSZ2fZl4PYso5adJJQMoOju91YVssJCyzUx5F
        dZzlsQIDAQABAoIBABdxRRl3kl+eP/x1agH2OGfig+ZYv5AY2EZDXGoMVev8Iavh
        y0M8u92oA+tqMT3Qeb9lPEp6Djw16FSC3lkQejtl9/66Sxr2Z4GFw5pnZBFsXlaw
        uKf6b/0zVbmr8aNp1u4nowCOE8wi9GW28vOaERm4AYCq1K8dAIrVgo3lLeagz0nj
        z845iy70v6qvnmEmot58Bjv3wvAxHa84LhMryErptT9nHvcqJTmGanSLX5OMtOD8
        um6aB2YU6d8JXohgG0JqszfpzA8WEdzQk1iqZ2ZBXMw2pn7DWXBlG7Wcxo42e8wN
        oEMZGD/M2XWFgAudkQ11GJ6CPC/iH113zepsko8CgYEA1/WFe77VGXP8emkMjiRn
        x4QmePnqcy9ohqqHjS2NIultf6DG8AlMxuL58UKNFVm2V/7doMBvZ6kdEGdmqghD
        bi7scAhWLZG/walfNAV/K+YbffDLQfYuPp/B1FxPNTNAORKXCMYday9cETwcMOGI
        lIxC2ndfebejDQezVv3c7jMCgYEAxaNeDjgKs3a7Prv/j75TBlacJzNfr4z34sXV
        yuxjQoiagUaqgDh/uG3x633It5ct8AZX6FcpqMNgoYMHPVbS4bUi/JZAlN0sfUCf
        0XvvnCA7L8OgzetTjGW68i9mP7Qzr4smTkzocKantTyukumD+ckDwL/L9WkgOgAn
        SYwKMIsCgYBWatAkaYO6sLgaf8jfZGAG7bG7fT49I35vTPP7IXw1uTTw+nRA/2ey
        uocL7Pap0YFvCvTC695om7qeotHpPm9FOw+v8RYTHBygsVcAaSaveWAM8HtVhN6S
        frlAckPb5QtRC0hW4XhKOORdnTEmukk+MDZcV6JkAYEEqM0yBVoQEwKBgDbCMtch
        s+VRakPRdtdu1jYVXSKHW2WaWzwbsEaPBFl028ohuC/ad5iz7alfqnMjkfjE6SpY
        rBQ0PdvCIAlguwEKXO06/B3CwgbaFu3Ftve8/mkXfMBRCU8HCKr9cwkHdqKWnUBo
        kqZTpnfSnlPaG1Tj2wRWn74ZKHKphDkecdxNAoGAeV/IrBTMNSm09TNC+/1ebbyi
        pHDuI30ShgxxXH4co7wXKIdCFgTltgelRRTFxzvdIVbRZiEfOrJhcKHrAIAbcMsb
        WT4gUoCaw8wTZoNQumX0V91VOska13IKajfvvFEa4FwZEW8qoqWzBQALoItpV5Zj
        bTvqUDJTKMNxhMC80e4=
        -----END PRIVATE KEY-----

        """

    /// Made by `openssl rsa -traditional -aes128`.
    static let rsaEncrypted = """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,62F41B1C5DC5AE19FC7ABA80A2B25847

        /wt5jI7wK3Nx5K9I5X5mj+D732QXqlp8kkBLekAqbDa+h6hKsxNSV80H7JpplJJ8
        MTDioizBPr2JXnK4SInYBJJLYt57Gx31JVF5nRLz0nbQHH/1q0dP3vKayOZH0aKP
        NXpXtQfF+K7l3rH4weXshqM7kXGCv8r5rnSKX2vg1ODYkofdIKZ7FZpi7FrWZfXq
        yuqeQUwQq17bwZKFQn0A6o9w9JQlFHsAfjh4orpgoGX98ZeqlmkhomNXwWiG8FOd
        HU9uL1QmAVubosoTuk4WZQ86R6QGrYTutfuIw1FR1dGsqKlf/Xp9CXuqq3GMR7Tv
        TzP0RmqIZGqpdPJgIhvl4zjw3riiBqjt8Yohz1AL2XHr3v1MHSQSbA9N7heJs5uG
        zaeuXOmQaErMd9t7G1bomqsSUp8JMpoykDbDxVNdxwFmmz12KJEojk7hnYxkV0ll
        BAPlXLCh639YQONdr5gzFxUGAfC1k3DsIUm1YNeGophKY6p116AAhVX3PYBzbtTl
        HBRA3pHXYCLs5PE70pjahLv4FNmW6T7EA9Di6Nq+bmKp76hI9vwvAXXGZBa97MeA
        sWP4qInYrsLwwGnTg6rB/aPODYBOiNFIn0DprR6uvIROZq1yVhUPcBBMmYdlTn5C
        kJLeqBNU7tl3UjJsUPdLED3s6kcnaF91nZ/ryeFVmXfTzOvYoGK2RQEMrwC1Pz33
        xcSUV00n9+aRTSOtGzFXIX6x7CUQj4ru9JZxMRYlAdrKsuNXuuO53nMSXbN/dltW
        3HmZ0vZac6eiWI9uDW33r9uh+v0qgehQFhAfLafwNx/NaiLh2OPYL+7uPHWcPDZ7
        Vdd+tHQfsnFXVGFMNcmdA5R6qIJFt3qSpJJiVKuVIVd2+l11OZ0E3paIJxM6GU+k
        nsUfy3SlTRUvLrFR7y7WEdQ0iTbwtkx88q+Qt6tbbM35QoMJbmbZdEwhy5CM38C8
        yb4a9TjGbaM56kTmIvWy9UeW+KqNPYQgCiJTgzc/WvLwdqLTXU7yHKMGnSG5709+
        wi09kd/6j28MgkgH2/UwXuwuNYRTwLff0Kyl6t1Za1aMyPjZXBeHpw1ttlP7TyA0
        5rwahRidZo4sk0o7LaaYcL1MUMiUPrPnEnk+5iCOSAz9ns+OyzsjfJd886oW3yKe
        X0sacmSt7gMD/klz5/akvzlO325ExMkDIuyPZseRk6jDsGptAv1ZrMta0j6fUBHc
        mLg3ibzOAB5195T7Znjd5VtYXk5Ii23EahFHG+/0M54tPmuF9Y1CZSInIKDzTiJI
        RmpDTgfqHtRNY4B576LO9XermuecAze7rb+bZgcXhMrnjL3kMvnxDoSF8mhje/aX
        KUE0v45sjIRdy/r83r8Z+6iIQF3jtUpzrxNPanEP3KZfmmZBQjIL7tLEUIgybKCz
        Sp3jFPVy4DCqkM1fgNYOygbc/ZTg7JV50/XyCB9/Fe3pU1VW2Q/V9M20wDG/6p6O
        vDKUh6/3Jjgr3wUXWfRr0ZgqPudnot4/gUsYmmkiJPtmLXkmYzYxnW5RN7J1ZcKR
        lcHZCjRnTKY6lC0rS5wQallGBUycOYgJRg9fQj57kFRRR/IeFEZr1vYWXhema6Ms
        -----END RSA PRIVATE KEY-----

        """
}
