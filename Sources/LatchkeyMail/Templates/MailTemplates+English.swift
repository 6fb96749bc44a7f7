import LatchkeyAccounts

extension MailTemplates {
    /// English.
    static func english(_ kind: OutgoingMail.Kind, _ facts: MailFacts) -> MailTemplate? {
        request(english: kind, facts) ?? notice(english: kind, facts)
    }

    private static func request(english kind: OutgoingMail.Kind, _ facts: MailFacts) -> MailTemplate? {
        let product = facts.product
        let life = "The link is good once, for \(duration(english: facts.minutes))."
        let ignore = "If this was not you, do nothing: without the link nothing happens."
        switch kind {
        case .emailVerification:
            return MailTemplate(
                subject: "Confirm your e-mail address",
                opening: [
                    "Confirm that this e-mail address belongs to you, and your \(product) account is ready."
                ],
                button: "Confirm address",
                closing: [life, ignore]
            )
        case .emailChangeNew:
            return MailTemplate(
                subject: "Confirm your new e-mail address",
                opening: ["Confirm that your \(product) account is to have this e-mail address from now on."],
                button: "Confirm address",
                closing: [life, ignore]
            )
        case .emailChangeOld:
            return MailTemplate(
                subject: "Your e-mail address is about to change",
                opening: [
                    "Somebody who is signed in to your \(product) account asked to change its e-mail address to "
                        + "\(facts.subject). It changes only if you approve."
                ],
                button: "Approve the change",
                closing: [
                    life,
                    "If this was not you, do not approve, and change your password: somebody else is signed in.",
                ]
            )
        case .passwordReset:
            return MailTemplate(
                subject: "Choose a new password",
                opening: ["Somebody, hopefully you, asked for a new password for your \(product) account."],
                button: "Choose a new password",
                closing: [life, "If this was not you, do nothing: your password stays as it is."]
            )
        case .magicLink:
            return MailTemplate(
                subject: "Sign in to \(product)",
                opening: ["Open this link in the same browser or app where you asked for it."],
                button: "Sign in",
                closing: [life, ignore]
            )
        case .signInCode:
            return MailTemplate(
                subject: "Your sign-in code",
                opening: ["Type this code where you asked for it to sign in to \(product)."],
                closing: [
                    "The code is good once, for \(duration(english: facts.minutes)). Nobody will ever ask you for it.",
                    "If you did not ask for it, do nothing.",
                ]
            )
        case .invitation:
            return MailTemplate(
                subject: "You are invited to \(product)",
                opening: ["You are invited to make an account at \(product). All it takes is a password."],
                button: "Accept the invitation",
                closing: [life, "If you did not expect this, do nothing."]
            )
        case .unlock:
            return MailTemplate(
                subject: "Sign in to your account again",
                opening: [
                    "Somebody tried too many wrong passwords for your \(product) account, so it takes none for now. "
                        + "This link lets passwords in again."
                ],
                button: "Let passwords in again",
                closing: [life, "Whoever tried did not get in."]
            )
        default: return nil
        }
    }

    private static func notice(english kind: OutgoingMail.Kind, _ facts: MailFacts) -> MailTemplate? {
        let product = facts.product
        let details = facts.lines([(.time, "When: "), (.device, "Device: "), (.address, "Network address: ")])
        let alarm =
            "If this was not you, choose a new password at once, and end the sessions you do not know."
        switch kind {
        case .signUpRepeated:
            return MailTemplate(
                subject: "You have an account already",
                opening: [
                    "Somebody, hopefully you, signed up at \(product) with this e-mail address. It has an account "
                        + "already: sign in, or choose a new password if you forgot yours."
                ],
                button: "Choose a new password",
                closing: ["If this was not you, do nothing: nothing has changed."]
            )
        case .usernameTaken:
            return MailTemplate(
                subject: "This user name is taken",
                opening: [
                    "You signed up at \(product) with the user name \(facts.subject), which somebody else has. "
                        + "Please sign up again with another."
                ],
                closing: ["If this was not you, do nothing."]
            )
        case .passwordChanged:
            return MailTemplate(
                subject: "Your password was changed",
                opening: ["The password of your \(product) account was changed."] + details,
                closing: [alarm]
            )
        case .newDevice:
            return MailTemplate(
                subject: "A new device signed in",
                opening: ["A device that we have not seen before signed in to your \(product) account."]
                    + details,
                closing: ["If it was you, there is nothing to do.", alarm]
            )
        case .factorChanged:
            return MailTemplate(
                subject: "Your two-step sign-in was changed",
                opening: ["A second step of signing in to your \(product) account was added or removed."]
                    + details,
                closing: [alarm]
            )
        case .emailChanged:
            return MailTemplate(
                subject: "Your e-mail address was changed",
                opening: ["Your \(product) account no longer has this e-mail address."] + details,
                closing: ["If this was not you, tell whoever runs \(product) at once."]
            )
        default: return nil
        }
    }

    private static func duration(english minutes: String) -> String {
        guard let count = Int(minutes) else { return "a short time" }
        switch count {
        case 1: return "1 minute"
        case ..<120: return "\(count) minutes"
        case ..<2880: return "\(count / 60) hours"
        default: return "\(count / 1440) days"
        }
    }
}
