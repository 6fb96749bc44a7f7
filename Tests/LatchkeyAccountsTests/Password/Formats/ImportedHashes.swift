/// Hashes that the libraries themselves have made, of ``password`` unless it is said otherwise.
enum ImportedHashes {
    static let password = "violet otter drums at noon"

    /// Werkzeug 3.1.9, generate_password_hash.
    static let werkzeug = [
        "pbkdf2:sha256:2000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha1:1000$tXYwNgsE1JsBwZKP$b808c23b2a9a82fd78d436e09dee4cef50de4958",
        "pbkdf2:sha512:1500$n7j6SEQBl9AeBseO$085d587b3e77c12d32a2063bbee8e898001cf9dc0580aafeb563c6d772369ba25ac34a2c55c4a33123015a2cb69a5bb3311195a27968737f3be20dad85ff8b60",
        "scrypt:32768:8:1$F5UxfL9I9Y0UzorC$e90edcfe415a82750c9e05b75e3d25d3ab1bc3024ad05b3d69e3f57d7ec15d9aa28e73ed12c62b6c9fdd5c8bc4d20894a65956eec3c1018678f3fa759bdd922e",
        "scrypt:1024:8:2$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
    ]

    /// Django 5.2.19, PBKDF2PasswordHasher.
    static let django = [
        "pbkdf2_sha256$2000$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$260000$otkhTPXv45s36R0UIWT3cb$oBf3PYe0nEuaQpOPDecZcA689mSVqEKDbeh6GLUifYs=",
    ]

    /// passlib 1.7.4.
    static let passlib = [
        "$pbkdf2-sha256$2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$29000$IQRgzHkPIUSo1fqfU0qJcQ$J31sLSYyy9/7zehG9VZ/4IR.9M/26fuNo4FVDRb1Dg0",
        "$pbkdf2-sha512$1500$BOB8by1FqFUqZUzpPec85w$53V981WeUm/dOYsr3IqoHbEVspeRc.fLy.ePNFS/ndT5Z/NPU36w.Ghwr4V4IOJ7SG3bETHzLQZabv6Wig.MLA",
        "$pbkdf2$1500$B2AMQei91xrDuLc2JsR4rw$0kvRQhd0HEkHZWLa1QAZMc0pjZc",
        "$scrypt$ln=10,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=16,r=8,p=1$da61VooR4txby3mv9V6rNQ$DeFPXJ1mGbDovrND1LGEs26EscrtEHZgKMQK3IKh/ew",
        "$argon2i$v=19$m=1024,t=3,p=2$iTHm3JuTUopxDmHMufceQw$cZg+N3mP5FaXUzhnFCcyJrPbyDHjfd5YZuHkcVkRG0s",
        "$argon2id$v=19$m=1024,t=3,p=4$vLdWau29l9I6x/if8x5DKA$DjipQRjDnwBSvPcZwB2Y0ZerQuoHce2QiQ5+KJ5KgSs",
    ]

    /// argon2-cffi 25.1.0.
    static let argon2 = [
        "$argon2i$v=19$m=1024,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=16$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$H5YKNFvLksZvi+xFKLLah1oozMcDboTGYCRxgUGUaCU",
    ]

    /// bcrypt 4.0.1.
    static let bcrypt = [
        "$2a$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2b$05$XzNBq3H8ds/TbuUB/4Ko1eOinX06QgB.eHwL3Evyw2VnLOZio6EUG",
        "$2y$05$vbiIFt3nYq1zIkloOwxrQOqUu2aRDgY7LD3d2FmaqyfGfotlbiZai",
        "$2b$10$p2r.roP7v3RcruZ.9tUvfOX6UqsVY/JNiZIXnVHWJ3rKksakksk8m",
    ]

    /// Made with OpenSSL after the description of the algorithm, whose own example is ``firebaseExample``.
    static let firebase = [
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ=="
    ]

    /// The example that Firebase publishes with its scrypt program; its password is `user1password`.
    static let firebaseExample =
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="

    /// bcrypt 4.0.1, of `0123456789` eight times: 80 octets, of which bcrypt sees 72.
    static let bcryptOfLongPassword = "$2b$04$/EiRXiO373aUF.aVzRzF0.GpRa7a1Sw8jrvn7mszEyLJN8zj7N6vq"

    /// Werkzeug 3.1.9, of ``decomposedPassword``.
    static let werkzeugOfDecomposed =
        "pbkdf2:sha256:1000$xLtZMUfuTb0KElzp$c821eee5a2cc12b290892c1162b4dd8510f9ff0a7d85b4582d8abd51ea810352"
    static let decomposedPassword = "cafe\u{301} noir et violet"

    static let all = werkzeug + django + passlib + argon2 + bcrypt + firebase
}
