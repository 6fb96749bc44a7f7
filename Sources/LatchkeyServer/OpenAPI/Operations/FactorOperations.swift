import HTTPTypes
import LatchkeyHummingbird

extension OpenAPIDocument {
    /// One's own second factors.
    static let factorOperations = [
        APIOperation(
            method: .get,
            path: "/api/me/factors",
            name: "listFactors",
            group: "Second factors",
            summary: "The confirmed second factors.",
            caller: .accountHolder,
            answers: [
                .init(
                    200,
                    "The factors, oldest first.",
                    .object([
                        .always("items", .list(.named("Factor"))),
                        .always("recovery_codes_left", .integer(atLeast: 0)),
                    ])
                )
            ]
        ),
        APIOperation(
            method: .post,
            path: "/api/me/factors",
            name: "beginFactor",
            group: "Second factors",
            summary: "Begin a second factor; needs a fresh sign-in.",
            caller: .accountHolder,
            body: .fields(
                [.maybe("kind", .oneOf(["totp"])), .maybe("name", .text(atMost: 200))],
                optional: true
            ),
            answers: [
                .init(
                    201,
                    "The factor with its secret, which is shown nowhere else.",
                    .object(
                        APISchema.factor + [
                            .always("secret", .text(), "As people type it."),
                            .always("uri", .text(), "As applications read it: `otpauth://totp/…`."),
                            .always(
                                "qr_svg",
                                .nullable(.text()),
                                "The address as a QR code: an SVG document."
                            ),
                            .always("qr_png", .nullable(.text()), "The same as a `data:` address of a PNG."),
                        ]
                    )
                )
            ],
            problems: [.insufficientUserAuthentication, .notFound]
        ),
        APIOperation(
            method: .post,
            path: "/api/me/factors/{id}/confirm",
            name: "confirmFactor",
            group: "Second factors",
            summary: "Confirm a factor by its first code, in the session that began it.",
            caller: .accountHolder,
            parameters: [.id(of: "factor")],
            body: .fields([.always("code", .text())]),
            answers: [
                .init(
                    200,
                    "The factor; with the first one recovery codes.",
                    .object(APISchema.factor + [.maybe("recovery_codes", .list(.text()))])
                )
            ]
        ),
        APIOperation(
            method: .delete,
            path: "/api/me/factors/{id}",
            name: "removeFactor",
            group: "Second factors",
            summary: "Remove a factor; needs a fresh sign-in.",
            caller: .accountHolder,
            parameters: [.id(of: "factor")],
            answers: [.init(204, "Done.")],
            problems: [.insufficientUserAuthentication]
        ),
        APIOperation(
            method: .post,
            path: "/api/me/recovery-codes",
            name: "replaceRecoveryCodes",
            group: "Second factors",
            summary: "Replace the recovery codes by new ones; needs a fresh sign-in.",
            caller: .accountHolder,
            answers: [.init(200, "The new codes.", .named("RecoveryCodes"))],
            problems: [.insufficientUserAuthentication, .notFound]
        ),
    ]
}
