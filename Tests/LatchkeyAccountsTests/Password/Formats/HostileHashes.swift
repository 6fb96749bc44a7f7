/// Texts that look like hashes of each format and are not, or cost more than anybody should pay.
enum HostileHashes {
    static let werkzeugPBKDF2 = [
        "pbkdf2:sha256:2000$.AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256:2000$$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256:5000001$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256:-2000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256:99999999999999999999999$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256:0$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256:02000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
        "pbkdf2:sha256:2000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f854",
        "pbkdf2:sha256:2000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541G",
        "pbkdf2:sha256:2000$AHMGUJ5D92KQJXHH$42404997A3DE17DEDD14756B34586E7C0F6F0B360101518CCD1775FE70F8541B",
        "pbkdf2:sha256:2000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b\0",
        "pbkdf2:md5:2000$AhmgUJ5d92KQjxhH$42404997a3de17dedd14756b34586e7c0f6f0b360101518ccd1775fe70f8541b",
    ]

    static let werkzeugScrypt = [
        "scrypt:1024:8:2$_nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1073741824:8:1$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1024:2147483647:1$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1024:8:4294967295$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1023:8:2$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:-1024:8:2$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1:8:1$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1024:0:2$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:65536:1:1$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1024:8$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:99999999999999999999:8:1$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:2097152:8:1$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0",
        "scrypt:1024:8:2$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98",
        "scrypt:1024:8:2$nvdWFzzxLTL1nArE$f867518afe115cc07bc3ad11aa85e58f82abbfa8f717c0d8a02ca31293ee607440005938d6e2ac38c8dea522e31463f0b2c61302711c28ec50b1ad1c739c98d0\0",
    ]

    static let djangoPBKDF2 = [
        "pbkdf2_sha256$5000001$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$-1$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$0$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$1e3$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$18446744073709551616$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$2000$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ",
        "pbkdf2_sha256$2000$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGF",
        "pbkdf2_sha256$2000$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrR=",
        "pbkdf2_sha256$2000$A+3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$2000$Ab3dEf6hIj9lMn2pQr5tUv$p_EiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=",
        "pbkdf2_sha256$2000$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=\0",
        "pbkdf2_sha256$2000$Ab3dEf6hIj9lMn2pQr5tUv$ppEiBS1UegdPD7m1LwIbAfMzdH2FG6SVbIduAdGFfrQ=$",
    ]

    static let passlibPBKDF2 = [
        "$pbkdf2-sha256$2000$$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$2000$+NOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$2000$!NOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$5000001$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$-2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$+2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$340282366920938463463374607431768211456$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGd",
        "$pbkdf2-sha256$2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxG",
        "$pbkdf2-sha256$2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo=",
        "$pbkdf2-sha256$2000$nNOaM+acU8qZc+6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv+mZxWxGdo",
        "$pbkdf2-sha224$2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo",
        "$pbkdf2-sha256$2000$nNOaM.acU8qZc.6dk1IqBQ$4WwDQtD7KN6X01vknTgfaDhWP9wA290kuv.mZxWxGdo\0",
    ]

    static let phcScrypt = [
        "$scrypt$ln=10,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$.CtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=10,r=8,p=1$$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=22,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=63,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=64,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=10,r=17,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=10,r=8,p=17$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=-1,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=10,p=1,r=8$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=10,r=8$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=10,r=8,p=1,x=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=9223372036854775808,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=16,r=1,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI",
        "$scrypt$ln=10,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/M",
        "$scrypt$ln=10,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI=",
        "$scrypt$ln=10,r=8,p=1$Q0jpfa/1PoeQknJOyRmDEA$aCtCu68NuLNry5/WtC5PskkXIPJE9IInwRUXTdTh/MI\0",
    ]

    static let argon2i = [
        "$argon2i$v=19$m=4294967295,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=1024,t=65,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=1024,t=2,p=17$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=-1,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=1024,t=2$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=18446744073709551617,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$t=2,m=1024,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=1024,t=4294967296,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=18$m=1024,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$m=1024,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=1024,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0",
        "$argon2d$v=19$m=1024,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w",
        "$argon2i$v=19$m=1024,t=2,p=1$LGgkTlRI5EqEo26W9yKf/w$cVpGZcwywvBNAyENgvIuOvRsMRnrEkSUG9TzRo4Oz0w\0",
    ]

    static let bcrypt = [
        "$2a$17$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$31$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$99$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$03$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$-5$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$5$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$005$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$+5$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$0x$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRF",
        "$2a$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFGa",
        "$2x$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRFG",
        "$2a$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRF+",
        "$2a$05$.2UC3uQdiuyjwcJwi843rOfu7JiHnpfPqzomnbLzaOjyTmcPRxRF\0",
    ]

    static let firebase = [
        "$fbscrypt$v=1,n=22,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=0,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=-1,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=64,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=17,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=2147483648,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=8,p=2,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=2,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=AA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIA",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2l-==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==",
        "$fbscrypt$v=1,n=10,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$rGTVK6CeDLMa0pPGidgSX86shCxEOHNS9yoMl8TCCKGgDftC0igAU5uSQrGiVb/hnOHeqSghGLNfdK2/1AIAOQ==\0",
    ]

    static let all =
        werkzeugPBKDF2
        + werkzeugScrypt
        + djangoPBKDF2
        + passlibPBKDF2
        + phcScrypt
        + argon2i
        + bcrypt
        + firebase
}
