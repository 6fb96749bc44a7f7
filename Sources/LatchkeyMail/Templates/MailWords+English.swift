import LatchkeyAccounts

extension MailWords {
    /// English.
    static let english = MailWords(
        templates: templates,
        time: "When: ",
        device: "Device: ",
        address: "Network address: ",
        minutes: " minutes",
        hours: " hours",
        days: " days"
    )

    private static let life = "The link is good once, for {duration}."
    private static let ignore = "If this was not you, do nothing: without the link nothing happens."
    private static let alarm =
        "If this was not you, choose a new password at once, and end the sessions you do not know."

    private static let templates: [OutgoingMail.Kind: MailTemplate] = [
        .emailVerification: MailTemplate(
            subject: "Confirm your e-mail address",
            opening: "Confirm that this e-mail address belongs to you, and your {product} account is "
                + "ready.",
            button: "Confirm address",
            closing: [life, ignore]
        ),
        .emailChangeNew: MailTemplate(
            subject: "Confirm your new e-mail address",
            opening:
                "Confirm that your {product} account {subject} is to have this e-mail address from now on.",
            button: "Confirm address",
            closing: [life, ignore]
        ),
        .emailChangeOld: MailTemplate(
            subject: "Your e-mail address is about to change",
            opening: "Somebody who is signed in to your {product} account asked to change its e-mail "
                + "address to {subject}. It changes only if you approve.",
            button: "Approve the change",
            closing: [
                life,
                "If this was not you, do not approve, and change your password: somebody else "
                    + "is signed in.",
            ]
        ),
        .passwordReset: MailTemplate(
            subject: "Choose a new password",
            opening: "Somebody, hopefully you, asked for a new password for your {product} account.",
            button: "Choose a new password",
            closing: [life, "If this was not you, do nothing: your password stays as it is."]
        ),
        .magicLink: MailTemplate(
            subject: "Sign in to {product}",
            opening: "Open this link in the same browser or app where you asked for it.",
            button: "Sign in",
            closing: [life, ignore]
        ),
        .signInCode: MailTemplate(
            subject: "Your sign-in code",
            opening: "Type this code where you asked for it to sign in to {product}.",
            closing: [
                "The code is good once, for {duration}. Nobody will ever ask you for it.",
                "If you did not ask for it, do nothing.",
            ]
        ),
        .invitation: MailTemplate(
            subject: "You are invited to {product}",
            opening: "You are invited to make an account at {product}. All it takes is a password.",
            button: "Accept the invitation",
            closing: [life, "If you did not expect this, do nothing."]
        ),
        .unlock: MailTemplate(
            subject: "Sign in to your account again",
            opening: "Somebody tried too many wrong passwords for your {product} account, so it "
                + "takes none for now. This link lets passwords in again.",
            button: "Let passwords in again",
            closing: [life, "Whoever tried did not get in."]
        ),
        .signUpRepeated: MailTemplate(
            subject: "You have an account already",
            opening: "Somebody, hopefully you, signed up at {product} with this e-mail address. It "
                + "has an account already: sign in, or choose a new password if you forgot yours.",
            button: "Choose a new password",
            closing: ["If this was not you, do nothing: nothing has changed."]
        ),
        .usernameTaken: MailTemplate(
            subject: "This user name is taken",
            opening: "You signed up at {product} with the user name {subject}, which somebody else "
                + "has. Please sign up again with another.",
            closing: ["If this was not you, do nothing."]
        ),
        .passwordChanged: MailTemplate(
            subject: "Your password was changed",
            opening: "The password of your {product} account was changed.",
            tellsDetails: true,
            closing: [alarm]
        ),
        .accountReclaimed: MailTemplate(
            subject: "Your account is yours alone now",
            opening: "You have shown for the first time that this e-mail address is yours. Somebody else may "
                + "have signed up at {product} with it, so whatever was set before no longer lets anybody in: "
                + "an earlier password, second steps, signed-in devices.",
            tellsDetails: true,
            closing: [
                "If you have no password now, choose one by “Forgot your password?” on the sign-in page. "
                    + "Everything else in the account is as it was."
            ]
        ),
        .newDevice: MailTemplate(
            subject: "A new device signed in",
            opening: "A device that we have not seen before signed in to your {product} account.",
            tellsDetails: true,
            closing: ["If it was you, there is nothing to do.", alarm]
        ),
        .factorChanged: MailTemplate(
            subject: "Your two-step sign-in was changed",
            opening: "A second step of signing in to your {product} account was added, removed or "
                + "replaced.",
            tellsDetails: true,
            closing: [alarm]
        ),
        .emailChanged: MailTemplate(
            subject: "Your e-mail address was changed",
            opening: "Your {product} account no longer has this e-mail address.",
            tellsDetails: true,
            closing: ["If this was not you, tell whoever runs {product} at once."]
        ),
    ]
}
