import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird

/// Everything that goes by one-time tokens in mails.
struct OneTimeEndpoints: Sendable {
    let flows: OneTimeFlows
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    /// Routes that look at no access token: whoever asks is unknown, or the one-time token says it all.
    func addOpenRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        PasswordResetEndpoint(
            reset: flows.passwordReset,
            cookie: cookie,
            configuration: configuration
        ).addRoutes(to: router)
        LoginUnblockingEndpoint(unblocking: flows.unblocking, configuration: configuration).addRoutes(
            to: router
        )
        MailSignInEndpoint(signIn: flows.signIn, cookie: cookie, configuration: configuration).addRoutes(
            to: router
        )
        invitations.addOpenRoutes(to: router)
    }

    /// Routes that know who asks.
    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        verification.addRoutes(to: router)
        change.addRoutes(to: router)
        invitations.addRoutes(to: router)
    }

    private var verification: EmailVerificationEndpoint {
        EmailVerificationEndpoint(
            verification: flows.emailVerification,
            cookie: cookie,
            configuration: configuration
        )
    }

    private var change: EmailChangeEndpoint {
        EmailChangeEndpoint(change: flows.emailChange, cookie: cookie, configuration: configuration)
    }

    private var invitations: InvitationEndpoint {
        InvitationEndpoint(invitations: flows.invitations, cookie: cookie, configuration: configuration)
    }
}
