import HTTPTypes
import LatchkeyAccounts

/// The page that is shown in place of one that failed.
struct PageNotice: Sendable {
    let status: HTTPResponse.Status
    let view: NoticeView
    var retryAfter: Int?
    /// Whether what follows on the connection cannot be told apart.
    var endsConnection = false

    /// Says what a person can make of an error; the cause stays in the log.
    init(_ error: any Error, back: String) {
        switch error {
        case let refusal as FormRefusal: self.init(refusal, back: back)
        case BodyFault.tooLarge:
            self.init(
                .contentTooLarge,
                "Too much text",
                "The form was too large. Nothing was done.",
                back: back
            )
        case BodyFault.broken:
            self.init(FormRefusal.unreadable, back: back)
            endsConnection = true
        case AccountError.tooManyAttempts(let seconds):
            self.init(.tooManyRequests, "Too many attempts", WaitText.tooManyAttempts(seconds), back: back)
            retryAfter = seconds
        case AccountError.busy(let seconds):
            self.init(.serviceUnavailable, "Busy at the moment", WaitText.busy(seconds), back: back)
            retryAfter = seconds
        default:
            self.init(
                .internalServerError,
                "Something went wrong",
                "That is our fault, not yours. Please try again in a moment.",
                back: back
            )
        }
    }

    private init(_ refusal: FormRefusal, back: String) {
        switch refusal {
        case .otherOrigin:
            self.init(
                .forbidden,
                "Not sent from here",
                "Another site sent this form. Nothing was done.",
                back: back
            )
        case .stale:
            self.init(
                .forbidden,
                "This form has expired",
                "It was open for too long, you signed in or out meanwhile, or your browser keeps no cookies. Nothing was done.",
                back: back
            )
        case .otherMediaType:
            self.init(
                .unsupportedMediaType,
                "Not a form",
                "The request held no form. Nothing was done.",
                back: back
            )
        case .unreadable:
            self.init(
                .badRequest,
                "Not readable",
                "The form could not be read. Nothing was done.",
                back: back
            )
        }
    }

    private init(_ status: HTTPResponse.Status, _ title: String, _ message: String, back: String) {
        self.status = status
        view = NoticeView(title: title, message: message, link: back, linkText: "Back to the form")
    }
}
