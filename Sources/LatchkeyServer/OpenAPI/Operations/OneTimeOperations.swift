import HTTPTypes
import LatchkeyHummingbird

extension OpenAPIDocument {
    private static let group = "By mail"
    private static let names: [APIProperty] = [
        .maybe("email", .text()), .maybe("login", .text(), "An e-mail address or a user name."),
        .maybe("username", .text()),
    ]
    private static let token = APIProperty.always("token", .text(), "From the link in the mail.")
    private static let asked = APIOperation.Answer(
        202,
        "If there is such an account, a mail is on its way to its address.",
        .anyObject
    )
    private static let refusals: [ProblemCode] = [.oneTimeTokenInvalid, .oneTimeTokenExpired]
    /// What an access token or a password that comes with a link may be refused for.
    private static let holderRefusals: [ProblemCode] = [
        .tokenExpired, .tokenMalformed, .tokenRevoked, .tokenInvalid, .invalidCredentials, .tooManyAttempts,
        .busy,
    ]

    /// Everything that works by a one-time token in a mail.
    static let oneTimeOperations =
        recoveryOperations + mailSignInOperations + addressOperations + invitationOperations

    private static let recoveryOperations = [
        APIOperation(
            method: .post,
            path: "/api/password-reset",
            name: "requestPasswordReset",
            group: group,
            summary: "Send a link to choose a new password.",
            body: .fields(names),
            answers: [asked],
            problems: [.tooManyAttempts]
        ),
        APIOperation(
            method: .post,
            path: "/api/password-reset/confirm",
            name: "resetPassword",
            group: group,
            summary: "Set the password, and end every session.",
            body: .fields([token, .always("password", .text())]),
            answers: [.init(204, "The password is set; nobody is signed in.")],
            problems: refusals + [.busy]
        ),
        APIOperation(
            method: .post,
            path: "/api/unlock",
            name: "requestUnlock",
            group: group,
            summary: "Send a link that lets passwords in again after too many wrong ones.",
            body: .fields(names),
            answers: [asked],
            problems: [.tooManyAttempts]
        ),
        APIOperation(
            method: .post,
            path: "/api/unlock/confirm",
            name: "unlock",
            group: group,
            summary: "Let passwords in again.",
            body: .fields([token]),
            answers: [.init(204, "Done.")],
            problems: refusals
        ),
    ]

    private static let mailSignInOperations = ["link", "code"].flatMap { kind in
        [
            APIOperation(
                method: .post,
                path: "/api/login/\(kind)",
                name: "requestLogIn\(kind == "link" ? "Link" : "Code")",
                group: group,
                summary: "Send a \(kind) to sign in by.",
                body: .fields(names),
                answers: [
                    .init(
                        202,
                        "If there is such an account, a mail is on its way to its address.",
                        .object([
                            .always("request", .text(), "A secret to keep, and to show with the \(kind).")
                        ])
                    )
                ],
                problems: [.tooManyAttempts]
            ),
            APIOperation(
                method: .post,
                path: "/api/login/\(kind)/confirm",
                name: "logInBy\(kind == "link" ? "Link" : "Code")",
                group: group,
                summary: "Sign in by the \(kind) that was sent.",
                body: .fields([
                    kind == "link" ? token : .always("code", .text(), "Six digits."),
                    .always("request", .text(), "What asking for the \(kind) answered."), transport,
                ]),
                answers: [.init(200, "Signed in.", .named("Tokens"))],
                problems: refusals + [.secondFactorRequired, .crossSiteRequest]
            ),
        ]
    }

    private static let addressOperations = [
        APIOperation(
            method: .post,
            path: "/api/email-verification",
            name: "requestEmailVerification",
            group: group,
            summary:
                "Send a link that verifies an address: that of the access token's account, or the one named.",
            body: .fields([.maybe("email", .text())], optional: true),
            answers: [asked],
            problems: [
                .tokenExpired, .tokenMalformed, .tokenRevoked, .tokenInvalid, .tooManyAttempts,
            ]
        ),
        APIOperation(
            method: .post,
            path: "/api/email-verification/confirm",
            name: "verifyEmail",
            group: group,
            summary: """
                Verify the address, or finish the sign-up that waited for it. The password is needed unless the access \
                token is the account's, or the device is known to it.
                """,
            body: .fields([token, .maybe("password", .text(), "The one chosen at the sign-up.")]),
            answers: [.init(200, "The account.", .named("Account"))],
            problems: refusals + holderRefusals + [.emailTaken, .usernameTaken]
        ),
        APIOperation(
            method: .post,
            path: "/api/me/email",
            name: "requestEmailChange",
            group: group,
            summary: "Ask the old and the new address to agree to a change.",
            caller: .accountHolder,
            body: .fields([.always("email", .text(atMost: 254))]),
            answers: [.init(202, "Mails are on their way.", .anyObject)],
            problems: [.insufficientUserAuthentication, .tooManyAttempts, .notFound]
        ),
        APIOperation(
            method: .post,
            path: "/api/email-change/confirm",
            name: "confirmEmailChange",
            group: group,
            summary: """
                Agree to a change of address, from either side. For the new one the password is needed unless the access \
                token is the account's, or the device is known to it.
                """,
            body: .fields([token, .maybe("password", .text())]),
            answers: [
                .init(
                    200,
                    "Noted.",
                    .object([
                        .always("changed", .boolean, "Whether both have agreed, and the address is changed.")
                    ])
                )
            ],
            problems: refusals + holderRefusals + [.emailTaken]
        ),
    ]

    private static let invitationOperations = [
        APIOperation(
            method: .post,
            path: "/api/invitations",
            name: "invite",
            group: group,
            summary: "Invite somebody to make an account.",
            caller: .administrator,
            body: .json([
                .always("email", .text(atMost: 254)), .maybe("name", .text(atMost: 200)),
                .maybe("roles", .list(.text())),
            ]),
            answers: [.init(202, "The invitation; a mail is on its way.", .named("Invitation"))],
            problems: [.insufficientUserAuthentication, .emailTaken, .tooManyAttempts]
        ),
        APIOperation(
            method: .get,
            path: "/api/invitations",
            name: "listInvitations",
            group: group,
            summary: "The invitations that somebody could accept now, by address.",
            caller: .administrator,
            parameters: [
                .init(
                    "limit",
                    in: .query,
                    .integer(atLeast: 1, atMost: ListPage.largest),
                    "How many, at most."
                ),
                .init("cursor", in: .query, .text(), "Where the page before ended."),
            ],
            answers: [.init(200, "A page of invitations.", .page(of: .named("Invitation")))]
        ),
        APIOperation(
            method: .delete,
            path: "/api/invitations/{id}",
            name: "withdrawInvitation",
            group: group,
            summary: "Take an invitation back: its link is good for nothing any more.",
            caller: .administrator,
            parameters: [.id(of: "invitation")],
            answers: [.init(204, "Done.")],
            problems: [.insufficientUserAuthentication]
        ),
        APIOperation(
            method: .post,
            path: "/api/invitations/accept",
            name: "acceptInvitation",
            group: group,
            summary: "Make the account that one is invited to, and sign in.",
            body: .fields([
                token, .always("password", .text()), .maybe("username", .text(atMost: 64)),
                .maybe("name", .text(atMost: 200)), transport,
            ]),
            answers: [.init(201, "The account is made, and signed in.", .named("Tokens"))],
            problems: refusals + [.emailTaken, .usernameTaken, .crossSiteRequest, .busy]
        ),
    ]
}
