/// How the pages look: whose they are, by name, mark and colour.
public struct PagesConfiguration: Sendable {
    /// The name on every page as configured; `nil` for what the product is called in mails.
    public var configuredName: String?
    /// A file with the mark beside the name, SVG or PNG; `nil` for Latchkey's.
    public var logo: String?
    /// The colour of buttons and links, `#rrggbb`; `nil` for Latchkey's.
    public var color: String?

    /// The defaults; set what differs.
    public init() {}
}

extension ServerConfiguration {
    /// The name on every page.
    public var pagesName: String { pages.configuredName ?? mail.product }
}
