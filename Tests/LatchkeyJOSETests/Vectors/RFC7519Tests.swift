import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The examples of RFC 7519.
@Suite("RFC 7519")
struct RFC7519Tests {
    @Test("3.1: the example JWT")
    func example() throws {
        let token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + RFC7515Tests.payload
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let verifier = try JWTVerifier(
            key: JWK(json: RFC7515Tests.hmacKey),
            algorithms: [.hs256],
            issuer: "joe",
            audience: .absent,
            type: "JWT"
        )
        let expiry = Date(timeIntervalSince1970: 1_300_819_380)
        let jwt = try verifier.verify(token, at: expiry - 0.001)
        #expect(jwt.header.type == "JWT")
        #expect(jwt.issuer == "joe")
        #expect(jwt.payload["http://example.com/is_root"] == true)
        #expect(throws: JWTError.tokenExpired(at: expiry)) { try verifier.verify(token, at: expiry) }
    }

    @Test("6.1: the unsecured JWT is refused, and read by the door for what nobody vouches for")
    func unsecured() throws {
        let token = "eyJhbGciOiJub25lIn0." + RFC7515Tests.payload + "."
        let verifier = try JWTVerifier(
            key: JWK(json: RFC7515Tests.hmacKey),
            algorithms: Set(SignatureAlgorithm.allCases),
            issuer: .unchecked,
            audience: .unchecked,
            expiry: .unchecked
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "none")) {
            try verifier.verify(token, at: Fixed.now)
        }
        #expect(try UnverifiedJWT(token).payload.string("iss") == "joe")
    }

    /// The encrypted JWT and the nested one, both under RSA1_5; they decrypt in libraries that still take it.
    @Test(
        "A.1, A.2: the encrypted and the nested JWT are refused, as RSA1_5 is",
        arguments: [encrypted, nested]
    )
    func oldEncryption(_ token: String) throws {
        let decrypter = try JWEDecrypter(
            key: Fixed.rsa(),
            algorithms: Set(KeyManagementAlgorithm.allCases),
            encryptions: Set(ContentEncryption.allCases)
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "RSA1_5")) { try decrypter.decrypt(token) }
        #expect(throws: JWTError.self) { try Refusal.verifier().verify(token, at: Fixed.now) }
    }

    static let encrypted = """
        eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJfl\
        Sdv1iNqhWXaKH4MqAkQtMoNfABIPJaZm0HaA415sv3aeuBWnD8J-Ui7Ah6cWafs3ZwwFKDFUUsWHSK-IPKxLGTkND09XyjO\
        Rj_CHAgOPJ-Sd8ONQRnJvWn_hXV1BNMHzUjPyYwEsRhDhzjAD26imasOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7ZY\
        MmpUDkR-Cx9obNGwJQ3nM52YCitxoQVPzjbl7WBuB7AohdBoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a1rZgN5Ti\
        ysnmzTROF869lQ.AxY8DCtDaGlsbGljb3RoZQ.MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyh\
        xx0wKaMHDjUEOKIwrtkHthpqEanSBNYHZgmNOV7sln1Eu9g3J8.fiK51VwhsxJ-siBMR-YFiA
        """
    static let nested = """
        eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiY3R5IjoiSldUIn0.g_hEwksO1Ax8Qn7HoN-BVeBoa8F\
        Xe0kpyk_XdcSmxvcM5_P296JXXtoHISr_DD_MqewaQSH4dZOQHoUgKLeFly-9RI11TG-_Ge1bZFazBPwKC5lJ6OLANLMd0Q\
        SL4fYEb9ERe-epKYE3xb2jfY1AltHqBO-PM6j23Guj2yDKnFv6WO72tteVzm_2n17SBFvhDuR9a2nHTE67pe0XGBUS_TK7e\
        cA-iVq5COeVdJR4U4VZGGlxRGPLRHvolVLEHx6DYyLpw30Ay9R6d68YCLi9FYTq3hIXPK_-dmPlOUlKvPr1GgJzRoeC9G5q\
        CvdcHWsqJGTO_z3Wfo5zsqwkxruxwA.UmVkbW9uZCBXQSA5ODA1Mg.VwHERHPvCNcHHpTjkoigx3_ExK0Qc71RMEParpatm\
        0X_qpg-w8kozSjfNIPPXiTBBLXR65CIPkFqz4l1Ae9w_uowKiwyi9acgVztAi-pSL8GQSXnaamh9kX1mdh3M_TT-FZGQFQs\
        Fhu0Z72gJKGdfGE-OE7hS1zuBD5oEUfk0Dmb0VzWEzpxxiSSBbBAzP10l56pPfAtrjEYw-7ygeMkwBl6Z_mLS6w6xUgKlvW\
        6ULmkV-uLC4FUiyKECK4e3WZYKw1bpgIqGYsw2v_grHjszJZ-_I5uM-9RA8ycX9KqPRp9gc6pXmoU_-27ATs9XCvrZXUtK2\
        902AUzqpeEUJYjWWxSNsS-r1TJ1I-FMJ4XyAiGrfmo9hQPcNBYxPz3GQb28Y5CLSQfNgKSGt0A4isp1hBUXBHAndgtcslt7\
        ZoQJaKe_nNJgNliWtWpJ_ebuOpEl8jdhehdccnRMIwAmU1n7SPkmhIl1HlSOpvcvDfhUN5wuqU955vOBvfkBOh5A11UzBuo\
        2WlgZ6hYi9-e3w29bR0C2-pp3jbqxEDw3iWaf2dc5b-LnR0FEYXvI_tYk5rd_J9N0mg0tQ6RbpxNEMNoA9QWk5lgdPvbh9B\
        aO195abQ.AVO9iT5AV4CzvDJCdhSFlQ
        """
}
