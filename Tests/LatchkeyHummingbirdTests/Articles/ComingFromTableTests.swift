import Foundation
import Testing

/// A row of a table: what there was, what there is now, and the tests that show it.
private struct Row {
    let names: [String]
    let cells: [String]

    init(_ line: String) {
        cells = line.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
            .dropFirst().dropLast()
            .map { $0.trimmingCharacters(in: .whitespaces).replacing("\u{0}", with: "|") }
        names = (cells.first ?? "").split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .compactMap { $0.offset.isMultiple(of: 2) ? nil : String($0.element) }
    }

    var tests: [String] { cells.last?.components(separatedBy: " · ") ?? [] }
}

@Suite("The tables of those who come from elsewhere")
struct ComingFromTableTests {
    static let articles = [
        "ComingFromFlaskJWTExtended", "ComingFromSimpleJWT", "ComingFromHummingbirdAuth",
    ]
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardizedFileURL

    private static func rows(_ article: String) throws -> [Row] {
        let catalog = root.appending(path: "Sources/LatchkeyHummingbird/LatchkeyHummingbird.docc")
        let text = try String(contentsOf: catalog.appending(path: "\(article).md"), encoding: .utf8)
        return text.components(separatedBy: "\n")
            .filter { $0.hasPrefix("|") && !$0.hasPrefix("|--") && !$0.hasSuffix("| shown by |") }
            .map(Row.init)
    }

    /// The name of every test in the sources, without the rows of the mission that it names.
    private static let tests: Set<String> = {
        var names: Set<String> = []
        for folder in ["Tests", "Examples/Tests"] {
            let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            for case let file as String in files ?? .init() where file.hasSuffix(".swift") {
                let url = root.appending(path: "\(folder)/\(file)")
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
                for match in text.matches(of: #/@Test\(\s*"((?:[^"\\\n]|\\.)*)"/#) {
                    let name = match.1.replacing(#/ *\[[A-E]\d[A-E0-9, ]*\]/#, with: "")
                    names.insert(String(name.replacing(#"\""#, with: "\"")))
                }
            }
        }
        return names
    }()

    @Test("have no empty cell, and every row names tests that there are [B9]", arguments: articles)
    func complete(article: String) throws {
        let rows = try Self.rows(article)
        #expect(!rows.isEmpty)
        for row in rows {
            #expect(row.cells.count == 3 && !row.names.isEmpty, "\(row.cells)")
            #expect(row.cells.allSatisfy { $0.count > 1 }, "\(row.cells)")
            for test in row.tests {
                let isThere = Self.tests.contains(test)
                #expect(isThere, "no test is called: \(test)")
            }
        }
    }

    @Test(
        "have every setting and callback that there was [B9]",
        arguments: [
            ("ComingFromFlaskJWTExtended", flaskSettings), ("ComingFromFlaskJWTExtended", flaskCallbacks),
            ("ComingFromFlaskJWTExtended", flaskFunctions), ("ComingFromSimpleJWT", simpleSettings),
            ("ComingFromSimpleJWT", simpleClasses), ("ComingFromHummingbirdAuth", hummingbirdTypes),
        ]
    )
    func every(article: String, names: [String]) throws {
        let rows = try Self.rows(article).flatMap(\.names).map { String($0.prefix { $0 != "(" }) }
        for name in names {
            let hasRow = rows.contains(name)
            #expect(hasRow, "\(name)")
        }
    }

    @Test("know of 43 settings and 15 callbacks of the one, and 34 settings of the other")
    func counts() {
        #expect(Set(flaskSettings).count == 43)
        #expect(Set(flaskCallbacks).count == 15)
        #expect(Set(simpleSettings).count == 34)
    }
}

/// Names between white space, each with something in front and behind.
private func names(_ text: String, prefix: String = "", suffix: String = "") -> [String] {
    text.split(whereSeparator: \.isWhitespace).map { prefix + $0 + suffix }
}

private let flaskSettings = names(
    """
    ACCESS_TOKEN_EXPIRES REFRESH_TOKEN_EXPIRES ALGORITHM DECODE_ALGORITHMS SECRET_KEY PRIVATE_KEY PUBLIC_KEY
    IDENTITY_CLAIM ENCODE_AUDIENCE DECODE_AUDIENCE ENCODE_ISSUER DECODE_ISSUER ENCODE_NBF VERIFY_SUB
    DECODE_LEEWAY ERROR_MESSAGE_KEY TOKEN_LOCATION COOKIE_DOMAIN COOKIE_SAMESITE COOKIE_SECURE
    HEADER_NAME HEADER_TYPE QUERY_STRING_NAME QUERY_STRING_VALUE_PREFIX JSON_KEY REFRESH_JSON_KEY
    ACCESS_COOKIE_NAME ACCESS_COOKIE_PATH REFRESH_COOKIE_NAME REFRESH_COOKIE_PATH
    COOKIE_CSRF_PROTECT CSRF_METHODS CSRF_IN_COOKIES CSRF_CHECK_FORM
    ACCESS_CSRF_COOKIE_NAME ACCESS_CSRF_COOKIE_PATH REFRESH_CSRF_COOKIE_NAME REFRESH_CSRF_COOKIE_PATH
    ACCESS_CSRF_HEADER_NAME REFRESH_CSRF_HEADER_NAME ACCESS_CSRF_FIELD_NAME REFRESH_CSRF_FIELD_NAME
    SESSION_COOKIE
    """,
    prefix: "JWT_"
)

private let flaskCallbacks = names(
    """
    additional_claims additional_headers user_identity encode_key decode_key user_lookup
    token_in_blocklist token_verification expired_token invalid_token unauthorized needs_fresh_token
    revoked_token user_lookup_error token_verification_failed
    """,
    suffix: "_loader"
)

private let flaskFunctions = names(
    """
    JWTManager jwt_required verify_jwt_in_request create_access_token create_refresh_token decode_token
    get_unverified_jwt_headers get_jti get_csrf_token get_jwt get_jwt_header get_jwt_identity
    get_jwt_request_location get_current_user current_user set_access_cookies set_refresh_cookies
    unset_jwt_cookies unset_access_cookies unset_refresh_cookies
    """
)

private let simpleSettings = names(
    """
    ACCESS_TOKEN_LIFETIME REFRESH_TOKEN_LIFETIME ROTATE_REFRESH_TOKENS BLACKLIST_AFTER_ROTATION UPDATE_LAST_LOGIN
    ALGORITHM SIGNING_KEY VERIFYING_KEY AUDIENCE ISSUER JSON_ENCODER JWK_URL LEEWAY
    AUTH_HEADER_TYPES AUTH_HEADER_NAME USER_ID_FIELD USER_ID_CLAIM USER_AUTHENTICATION_RULE
    AUTH_TOKEN_CLASSES TOKEN_TYPE_CLAIM JTI_CLAIM TOKEN_USER_CLASS
    SLIDING_TOKEN_REFRESH_EXP_CLAIM SLIDING_TOKEN_LIFETIME SLIDING_TOKEN_REFRESH_LIFETIME
    TOKEN_OBTAIN_SERIALIZER TOKEN_REFRESH_SERIALIZER TOKEN_VERIFY_SERIALIZER TOKEN_BLACKLIST_SERIALIZER
    SLIDING_TOKEN_OBTAIN_SERIALIZER SLIDING_TOKEN_REFRESH_SERIALIZER
    CHECK_REVOKE_TOKEN REVOKE_TOKEN_CLAIM CHECK_USER_IS_ACTIVE
    """
)

private let simpleClasses = names(
    """
    TokenObtainPairView TokenRefreshView TokenVerifyView TokenBlacklistView TokenObtainSlidingView
    TokenRefreshSlidingView Token AccessToken RefreshToken SlidingToken UntypedToken BlacklistMixin
    JWTAuthentication JWTStatelessUserAuthentication JWTTokenUserAuthentication TokenUser
    default_user_authentication_rule TokenBackend OutstandingToken BlacklistedToken
    """
)

private let hummingbirdTypes = names(
    """
    AuthRequestContext BasicAuthRequestContext AuthenticatorMiddleware ClosureAuthenticator
    IsAuthenticatedMiddleware headers.basic headers.bearer SessionMiddleware SessionAuthenticator SessionStorage
    AuthorizationPolicyMiddleware RolePolicy PermissionPolicy allOf anyOf Not BasicAuthenticator
    HummingbirdBcrypt HummingbirdOTP HummingbirdAuthTesting
    """
)
