import HTTPTypes
import Testing

@testable import LatchkeyServer

@Suite("Text of strangers in the pages")
struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\" autofocus onfocus=\"alert(1)", "' onmouseover='alert(1)",
        "</title><svg onload=alert(1)>",
        "&lt;b&gt;", "{{base}}", "{{{style}}}", "<\u{301}img src=x onerror=alert(1)>",
        // One Character each to Swift, two to a browser: the mark must not carry the quotation mark through.
        "\"\u{301} onfocus=alert(1) autofocus x=\"\u{301}", "\"\u{200D}onfocus=alert(1)", "'\u{20E3}",
        ">\u{FE0F}",
    ]

    /// Those that may be somebody's name.
    static let hostileNames = hostile.filter { !$0.unicodeScalars.contains("\u{200D}") }

    @Test("is shown and never read as markup, in name, device, and what was typed", arguments: hostileNames)
    func stored(text: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser(text)
            try await browser.signUp("ada", name: text)
            let account = try await browser.get("/account").html
            #expect(scalars(account).contains(scalars(">" + escaped(text) + "</bdi></h1>")))
            if text.unicodeScalars.allSatisfy(\.isASCII) {
                let devices = try await browser.get("/account/devices").html
                #expect(scalars(devices).contains(scalars(">" + escaped(text) + "</bdi>")))
            }
            #expect(!scalars(account).contains(scalars(text)) || text == escaped(text))

            var stranger = server.browser()
            let login = try await stranger.logIn(text, password: "wrong").html
            #expect(scalars(login).contains(scalars("value=\"" + escaped(text) + "\"")))
            let signUp = try await stranger.signUp(text, name: text, password: "short").html
            #expect(scalars(signUp).contains(scalars("value=\"" + escaped(text) + "\"")))
        }
    }

    @Test("in an e-mail address keeps its signs")
    func email() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("o'hara&co`{{x}}@example.org", name: "O'Hara")
            let account = try await browser.get("/account").html
            #expect(account.contains("<bdi>o&#39;hara&amp;co`{{x}}@example.org</bdi>"))
        }
    }

    @Test("cannot make a page say anything through its address")
    func query() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let plain = try await browser.get("/login")
            for query in ["done=%3Cscript%3E", "done=owned", "done=Signed-Out", "x=%3Cscript%3E", "done=%ff"]
            {
                let page = try await browser.get("/login?" + query)
                #expect(said(by: page) == said(by: plain))
            }
        }
    }

    @Test("passes through one unescaped tag only, and that holds the stylesheet")
    func unescapedTags() {
        let all = PageRenderer.templates.map { String(decoding: $0.value, as: UTF8.self) }.joined()
        #expect(all.split(separator: "{{{", omittingEmptySubsequences: false).count == 2)
        #expect(all.contains("<style>{{{style}}}</style>"))
        #expect(!all.contains("{{&"))
        #expect(!all.contains("CONTENT_TYPE"))
    }

    @Test("is escaped scalar by scalar, whatever marks stand behind it")
    func contentType() {
        #expect(MarkupContentType().escapeText("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;")
        let marked = MarkupContentType().escapeText("\"\u{301}").unicodeScalars
        #expect(marked.elementsEqual("&quot;\u{301}".unicodeScalars))
    }

    /// The document without what differs from visit to visit and is never shown.
    private func said(by page: Document) -> String {
        let address = page.value(after: #"name="return" value=""#) ?? ""
        return page.html.replacing(page.formToken ?? "", with: "")
            .replacing(#"name="return" value="\#(address)""#, with: "")
    }

    private func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            ["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;"][scalar] ?? String(scalar)
        }
        .joined()
    }

    /// As a browser sees it; `String` would compare and search by Character.
    private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
}
