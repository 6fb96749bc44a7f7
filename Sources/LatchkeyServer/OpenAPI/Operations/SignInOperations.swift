import HTTPTypes
import LatchkeyHummingbird

extension OpenAPIDocument {
    static let transport = APIProperty.maybe(
        "transport",
        .oneOf(["json", "cookie"]),
        "Where the refresh token goes: into the answer, or into a cookie that no script can read."
    )

    static let device = APIProperty.maybe("device", .text(), "What the device is to be called.")

    /// Signing up, in and out.
    static let signInOperations = [
        APIOperation(
            method: .post,
            path: "/api/signup",
            name: "signUp",
            group: "Signing in",
            summary: "Make an account and sign in.",
            body: .fields([
                .maybe("email", .text(atMost: 254)),
                .maybe("username", .text(atMost: 64)),
                .maybe("name", .text(atMost: 200)),
                .always("password", .text(), "At least 15 characters, or as configured."),
                transport, device,
            ]),
            answers: [
                .init(201, "The account is made, and signed in.", .named("Tokens")),
                .init(202, "Where addresses are verified first: a mail is on its way.", .anyObject),
            ],
            problems: [.emailTaken, .usernameTaken, .crossSiteRequest, .tooManyAttempts, .busy]
        ),
        APIOperation(
            method: .post,
            path: "/api/login",
            name: "logIn",
            group: "Signing in",
            summary: "Sign in by name and password.",
            body: .fields([
                .maybe("login", .text(), "An e-mail address or a user name."),
                .maybe("email", .text()),
                .maybe("username", .text()),
                .always("password", .text()),
                transport, device,
            ]),
            answers: [.init(200, "Signed in.", .named("Tokens"))],
            problems: [
                .invalidCredentials, .secondFactorRequired, .crossSiteRequest, .tooManyAttempts, .busy,
            ]
        ),
        APIOperation(
            method: .post,
            path: "/api/login/second-factor",
            name: "confirmSecondFactor",
            group: "Signing in",
            summary: "Go on with a sign-in that needs a second factor.",
            body: .fields([
                .always("login_token", .text(), "What came with `second_factor_required`."),
                .always("code", .text(), "What the application shows, or a recovery code."),
                transport, device,
            ]),
            answers: [.init(200, "Signed in.", .named("Tokens"))],
            problems: [
                .invalidCredentials, .oneTimeTokenInvalid, .oneTimeTokenExpired, .crossSiteRequest,
                .tooManyAttempts,
            ]
        ),
        APIOperation(
            method: .post,
            path: "/api/refresh",
            name: "refresh",
            group: "Signing in",
            summary: "Exchange the refresh token, from the body or the cookie, for new tokens.",
            body: .fields([.maybe("refresh_token", .text())], optional: true),
            answers: [.init(200, "New tokens.", .named("Tokens"))],
            problems: [
                .refreshInvalid, .refreshExpired, .refreshReused, .refreshShared, .sessionRevoked,
                .crossSiteRequest,
            ]
        ),
        APIOperation(
            method: .post,
            path: "/api/logout",
            name: "logOut",
            group: "Signing in",
            summary: "End this session, the others, or all.",
            body: .fields(
                [
                    .maybe("scope", .oneOf(["this", "others", "all"])),
                    .maybe("refresh_token", .text(), "In place of an access token."),
                ],
                optional: true
            ),
            answers: [.init(204, "Done.")],
            problems: [
                .tokenMissing, .tokenExpired, .tokenMalformed, .tokenRevoked, .tokenInvalid, .refreshInvalid,
                .crossSiteRequest, .insufficientScope,
            ]
        ),
    ]
}
