import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import Logging

/// What a page needs to know about the request it answers.
struct PageVisit: Sendable {
    /// Who asks.
    let client: ClientContext
    /// The query; empty when it cannot be read.
    let query: FormFields
    /// What the route's path captured.
    let parameters: Parameters
    /// The session cookie, not looked up yet.
    let sessionToken: String?
    /// What leads on to the second factor, not looked up yet.
    var loginToken: String?
    /// The form cookie that the browser has, or is about to get.
    let formCookie: String
    /// Whether the browser has it already.
    let hasFormCookie: Bool
    /// The token for the forms of the answer.
    let formToken: String
    /// The secret of a sign-in by mail that this browser asked for.
    var mailRequest: String?
    /// The language of the page, and of the mails that it sends.
    var language = MailLanguage.english
    /// Where the switch of the language leads back to: this page, or the page with the form that was sent.
    var returnPath = "/"
    /// The request's log.
    let logger: Logger
}
