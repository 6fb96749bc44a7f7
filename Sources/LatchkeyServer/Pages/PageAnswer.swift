import HTTPTypes

/// What a page answers, before the header fields that every answer carries.
struct PageAnswer: Sendable {
    var status: HTTPResponse.Status
    /// The document; `nil` for a redirection.
    var html: String?
    /// A file to keep, in place of a document.
    var file: File?
    var headers: HTTPFields = [:]
    /// The cookies to set.
    var setCookies: [String] = []

    /// Goes on to another page with `GET` (RFC 9110 §15.4.4).
    static func redirect(to location: String) -> PageAnswer {
        PageAnswer(status: .seeOther, headers: [.location: location])
    }

    /// A file that a browser keeps and never shows.
    struct File: Sendable {
        let name: String
        let type: String
        let octets: [UInt8]
    }
}
