import HTTPTypes

/// What a page answers, before the header fields that every answer carries.
struct PageAnswer: Sendable {
    var status: HTTPResponse.Status
    /// The document; `nil` for a redirection.
    var html: String?
    var headers: HTTPFields = [:]
    /// The cookies to set.
    var setCookies: [String] = []

    /// Goes on to another page with `GET` (RFC 9110 §15.4.4).
    static func redirect(to location: String) -> PageAnswer {
        PageAnswer(status: .seeOther, headers: [.location: location])
    }
}
