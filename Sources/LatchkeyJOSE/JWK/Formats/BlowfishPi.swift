/// The first 33,344 bits of the fraction of π, from which Blowfish takes its initial state.
enum BlowfishPi {
    /// 18 words of subkeys, then four boxes of 256 words each.
    static let words: [UInt32] = {
        let octets = Base64URL.decode(text) ?? []
        return stride(from: 0, to: octets.count, by: 4).map { start in
            octets[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }()

    private static let text = """
        JD9qiIWjCNMTGYouA3BzRKQJOCIpnzHQCC76mOxObIlFKCHmONATd75UZs806QxswKwpt8l8UN0_hNW1tUcJF5IW1dmJefsb0TEL\
        ppjftawv_XLb0Brft7jhr-1qJn6WunyQRfEsf5kkoZlHs5Fs9wgB8uKFjvwWY2kg2HFXTmmkWP6j9JM9fg2VdI9yjrZYcYvNWIIV\
        Su57VKQdwlpZtZww1Tkq8mATxdGwIyhghfDKQXkYuNs474553LBgOhgObJ4Oi7Aeij7XFXfBvTFLJ3ivL9pVYFxg5lUl86pVq5RX\
        SJhiY-gUQFXKOWoqqxC2tMxcNBFB6M6hVIavfHLpk7PuFBFjb7wqK6nFXXQYMfbOXD4Wm4eTHq_WujNsJM9cejJTgSiVhnc7j0iY\
        a0u5r8S_6BtmKCGTYdgJzPshqZFIfKxgXeyAMu-EXV3phXWx3CYjAutlG4gjiT6B05asxQ9tb_OD9EI5LgtEgqSEIARpyPBKnh-b\
        XiHGaEL26WyaZwycYavTiPBqUaDS2FQvaJYPpyirUTOjbu8LbBN6O-S6O_BQfvsqmKHxZR05rwF2ZspZPoJDDoiM7oYZRW-ftH2E\
        pcM7i16-4G912IXBIHNAGkSfVsFqpk7TqmI2P3cGG_7fckKbAj030Nck0AoSSNsP6tNJ8cCbB1NyyYCZG3sl1HnY9uje9-P-UBq2\
        eUw7l2zgvQTABrrBqU-2QJ9gxF5cnsIZaiRjaPtvrz5sU7UTObLrO1Lsb238UR-bMJUszIFFRK9evQm-49AE3jNK_WYPKAcZLkuz\
        wMuoV0XIdA_SC185udP721V5wL0aYDIK1qEAxkAscnlnnyX--x-jzI6l6fjbMiL4PHUW3_1haxUvUB7IrQVSqzI9tfr9I4dgUzF7\
        SD4A34KeXFe7ym-MoBqHVi7fF2nb1UKo9ih-_8OsZzLGjE9Vc2lbJ7C7yljI4f-jXbjwEaAQ-j2Y_SGDuEr8tWwt0dNbmlPkebb4\
        RWXSjkm8S_uXkOHd8tqky34zYvsTQc7kxujvIMraNndMAdB-nv4r8R-0ldvaTa6QkZjqrY5xa5PVoNCO0dCvxyXgjjxbL451lLeP\
        9uL78hIrZIiIuBKQDfAcT61eoGiPwxzRz_GRs6jBrS8vIhi-Dhd36nUt_osCH6HloMwPtW906Bis89bOieKZtKhP4P0T4Ld8xDuB\
        0q2o2RZfomaAlXcFk8xzFCEaFHfmrSBld7X6hsdUQvX7nTXP682vDHs-iaDWQRvTrh5-SQAlDi0gcbNeImgAu1e44K8kZDab8Am5\
        HlVjkR1Z36aqeMFDidlaU38gfVuiAuW5xYMmA3Zilc-pEcgZaE5zSkGzRy3KexSpShtRAFKaUykV1g9XP7ybxuQrYKR2geZ0AAi6\
        b7VXG-kf8pbsayoN2RW2Y2Uh57n5tv80BS7FhVZkU7AtXamfj6EIukeZboUHakt6cOm1sylE23UJLsQZJiOtbqawSafffZzuYLiP\
        7bJm7KqMcWmaF_9WZFJswrGe4Rk2AqV1CUwpoFkTQOQYOj4_VJiaW0KdZWuP5NaZ9z_WodKcB-_oMPVNLTjm8CVdwUzdIIaEcOsm\
        Y4LpxgIezF4JaGs_PrrvyTyXGBRranChaH81hFKg4oa3nFMFqlAHNz4HhBx_3q5cjn1E7FcW8riwOto38FAMDfAcHwQCALP_rgz1\
        Gjy1dLIlg3pY3AkhvdGRE_l8qS_2lDJHcyL1RwE65eWBN8La3Mi1djSa892nqURhRg_QAw7syMc-pHUeQeI4zZk76g4vMoC7oRg-\
        szFOVIs4T225CG9CDQP2CgS_LLgSkCSXfHlWebByvK-Jr96adx_ZkwgQs4uuEtzPPy5VEnIfLmtxJFAa3eafhM2HelhHGHQI2he8\
        n5q86Ut9jOx67DrbhR36YwlDZsRkw9LvHBhHMhXZCN1DOzckwroWEqFNQyplxFFQlAACEzrk3XHf-J4QMU5Vgax31l8RGZsENVbx\
        16PHazwRGDtZJKUJ8o_m7Zfx-_qeur8sHhU8bobjRXDq6W-xhg5eClo-KrN3H-ccTj0G-ill3LmZ5x0PgD6J1lJmyCUuTMl4nBCz\
        asYVDrqU4up4pfw8Ux4KLfTy906nNh0rPRk5Jg8ZwnlgUiOnCPcTErbrrf5u6sMfZuO8RZWme8iDsX830QGM_yjDMt3vvmxapWVY\
        IYVoq5gC7s6lD9svlTsq732tW24vhBUhtigpB2Fw7N1HdWGfFRATzKgw62G9lgM0_h6qA2PPtXNckExwojnVnp4Ly6reFO7Mhrxg\
        YiynnKtcq7LzhG5kix6vGb3wyqAjabllWrtQQGhaMjwqtLMxnunVwCG495tUCxmHX6CZlfeZfmI9faj4N4ial-MtdxHtk18WaBKB\
        DjWIKcfmH9aW3t-heFi6mVf1hKUbInJjm4PD_xrCRpbNswrrUy4wVI_ZSORtvDEoWOvy7zTG_-r-KO1h7nw8c11KFNnoZLfjQhBd\
        FCA-E-BF7uK2o6qr6ttsTxX6y0_Qx0L0Qu9qu7VlTzsdQc0hBdgeeZ6GhU3H5EtHaj2BYlDPYqHyW40mRvyIg6DBx7ajfxUkw2nL\
        dJJHhIoLVpKyhQlbvwCtGUidFGKxdCOCDgBYQo0qDFX16h2t9D4jP3BhM3Lwko2TfkHWX-zxbCI723zeN1nL7nRgQIXyp853Mm6m\
        B4CEGfhQnujv2FVh2Zc1qWmnqsUMBsJaBKv8gAvK3J5Eei7DRTSE_dVnBQ4ensnbc9vTEFWIzWdf2nnjZ0NAxcQ0ZXE-ONg9KPie\
        8W3_IBU-IeePsD1K5uOfK9uDrffpPVpolIFA9_ZMJhyUaSk0QRUg93YC1Pe89Gsu1KIAaNQIJHEzIPRqQ7fUt1AAYa8eOfYulyRF\
        RhQhT3S_i4hATZX8HZa1ka9w9N3TZqAvRb-8CewDvZeFf6xt0DHLhQSW6yezVf05QdolR-arygqaKFB4JVMEKfQKLIba6bZt-2jc\
        FGLXSGkAaA7ApCehje5PP_6i6IetjLWM4AZ69Na2qs4efNM3X-zOeKOZQGsqQiD-njXZ84W57jnXqzsSTosdyfr3S20YViajZjHq\
        45eyOm76dN1bQzJoQef3yngg-_sK9U7Y_rOXRUBWrLpIlSdVUzo6IIONh_5rqbfQlpVLVahnvKEVmljMqSljmeHbM6YqSlY_MSX5\
        XvR-HJApMXz9-OgCBCcvcIC7FVwFKCzjlcEVSOTGbSJIwRM_xw-G3Af5ye5BBB8PQEd5pF2IbhcyX1Hr1ZvA0fK8wY9BETVkJXt4\
        NGAqnGDf-OijH2NsGw4StMIC4TKer2ZP0crRgRVrI5XgMz6S4TskC2LuvrkihbKiDua6DZnecgyMLaL3KNASeEWVt5T9ZH0IYufM\
        9fBUSaNvh31I-sOd_SfzPo0eCkdjQZku_3Q6b26r9Pj9N6gS3GCh6934mRvhTNtuaw3Ge1UQbWcsNydl1Dvc0OgE8SkNx8wA_6O1\
        OQ-SaQ_tC2Z7n_vO232coJHPC9kVXqO7Ey-IUVutJHuUeb92O9brNzkus8wRWXmAJuKX9C4xLWhCrafGais7EnVMzHgu8RxqEkI3\
        t5JR5wahu-ZL-2NQGmsQGBHK7fo9Jb3Y4uHDyURCFlkKEhOG2QzsbtWr6ipkr2dO2oaoX76_6Yhk5MP-nbyAV_D3wIZgeHv4YANg\
        TdH9g0b2OB-wd0WuBNc2_MyDQmsz8B6rcbCAQYc8AF5fd6BXvr3oriRVRkKZv1guYU5Y9I_y3f2i9HTvOIeJvcJTZvnDyLOOdLR1\
        8lVG_Nm5eusmYYsd34SEag55kV-V4kZuWY4gtFdwjNVVkckC3ky5C6zhu4IF0BGoYkh1dKmet38ZtuCp3AlmLQmhxDJGM-haHwIJ\
        8L6MSpmgJR1u_hAauT0dC6Wk36GG8g8oaPFp3Lfag1c5Bv6h4s6bT81_UlARXgGnBoP6oAK1xA3m0Cea-Iwndz-GQcNgTAZhqAa1\
        8Bd6KMD1huAAYFiqMNx9YhHmntcjOOpjU8LdlMLCFjS7y-5WkLy23uv8faHOWR12bwXkCUt8AYg5cgo9fJJ8JIbjcl9yTZ25GsFb\
        tNOeuPztVFV4CPyltdg9fNNNrQ_EHlDvXrFh5viihRTZbFETPG_Vx-dW4U7ENiq_zt3GyDfXmjI0kmOCEmcO-o5AYADgOjnON9P6\
        9c-rwnc3WsUtG1ywZ55PozdC04InQJm8m77VEY6dvw9zFdYtHH7HAMR7t4wbayGhkEWybrG-ajZutFdIqy-8lG55xqN20mVJwshT\
        D_juRo3efdVzCh1M0E3GKTm726m6RlCslSbovl7jBKH61fBqLVGaY--M4pqG7iLAicK4QyQu9qUeA6qc8tCkg8Bhupvpak2P5RVQ\
        umRb1igmovmnOjrhS6mVhu9VYunHL-_T91L32j8Eb2l3-gpZgOSpFYewhgGbCeatOz7lk-mQ_VqeNNeXLPC32QIri1GW1aw6AX2m\
        fdHPPtZ8fS0oH58lz63yuJta1rRyWoj1TOAprHHgGaXmR7Cs_e2T-pvo08SNKDtXzPjVZil5Ey4oeF8Bke11YFX3lg5E49NejBUF\
        bdSI9G26A6FhJQVk8L3D654VPJBXopcnGuypOgcqGz9tmx5jIfX1nGb7JtzzGXUz2SixVf31A1Y0goq6PLsoUXcRwgrZ-KvMUWfM\
        rZJfTegXUTgw3I43nVhikyD5kep6kML7PnvOUSHOZHdPvjKotuN-wyk9RkjeU2lkE-aAoq4IEN1tsiRphS39CQchZrOaRgpkRcDd\
        WGzezxwgyK5bvvfdG1iNQMzSAX9rtOO73aJqfjpZ_0U-NQpEvLTN1XLqzqj6ZIS7jWYSrr88b0fSm-RjVC9dnq7Cdxv2TmNwdA4N\
        jedbE1f4chZxr1N9XUBAywhOtOLMNNJGagEVr4ThsAQolZg6HQa4n7TObqBIbz87gjUgq4IBGh1LJ3In-GEVYLHnkz_cuzp5KzRF\
        Jb2giDnhUc55Sy8yybegH7rJ4BzIfrzH0fbPARHDoeiqxxqQh0nUT72a0Nrey9UK2jgDOcMqxpE2Z435MXzgsStP955Zt0P1uzry\
        1Rn_J9lFnL-XIiwV5vwqD5H8cZuUFSX65ZNhzrac68KoZFkSuqjRtsEHXuMFagwQ0lBlywOkQuDsbg4WmNs7TJigvjJ46WSfH5Uy\
        4NOS39OgNCuJcfIeGwp0QUujNIzFvnEgw3Yy2N81n42bmS8u5gtvRw_j8R3lTNpUHtrYkc5iec_NPn5vFhixZv0sHQWEj9LF9vsi\
        mfUj81emMnYjk6g1MVbMzQKs8IFiWnXrtW4WNpeI0nPM3pZikoG5SdBMUJAbccZWFObGx70yehQKReHQBsPye5rJqlP9YqgPALsl\
        v-I1vdL2cRJpBbIEAiK2y898zXacK1MRPsAWQOPTOKu9YCVHrfC6OCCc90bOdnevocUgdWBghcv-Torojdh6qvmwTPmqfhlIwlwC\
        -4qMAcNq5Nbr4fmQ1PhpplzeoD8JJS3CCOaft05hMs534ltXj9_jOsNy5g
        """
}
