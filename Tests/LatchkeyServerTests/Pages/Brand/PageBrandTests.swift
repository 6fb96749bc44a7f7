import FoundationEssentials
import HTTPTypes
import Testing

@testable import LatchkeyServer

@Suite("Whose pages these are")
struct PageBrandTests {
    @Test("the name stands in the header and the title, escaped, and is the product's unless set [E4]")
    func name() async throws {
        try await PagesFixture.run(configure: { $0.mail.product = "Wells & Sons" }) { server in
            var browser = server.browser()
            let page = try await browser.get("/login").html
            #expect(page.contains("<title>Sign in · Wells &amp; Sons</title>"))
            #expect(page.contains("<span>Wells &amp; Sons</span>"))
        }
        try await PagesFixture.run(configure: { $0.pages.configuredName = "<b>Otter</b>" }) { server in
            var browser = server.browser()
            let page = try await browser.get("/login").html
            #expect(page.contains("<title>Sign in · &lt;b&gt;Otter&lt;/b&gt;</title>"))
            #expect(page.contains("Latchkey") == false)
        }
    }

    @Test(
        "a logo is shown beside the name and in the tab, by its content and not by its name",
        arguments: [
            (#"<svg xmlns="http://www.w3.org/2000/svg"/>"#, "image/svg+xml"),
            ("<?xml version=\"1.0\"?>\n<!-- mark --><svg/>", "image/svg+xml"),
            ("\u{FEFF}  <svg/>", "image/svg+xml"),
        ]
    )
    func logo(content: String, type: String) async throws {
        let file = try Self.file(Array(content.utf8))
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await PagesFixture.run(configure: { $0.pages.logo = file }) { server in
            var browser = server.browser()
            let page = try await browser.get("/login").html
            #expect(page.contains(#"<img src="/assets/icon" alt="" width="32" height="32">"#))
            let icon = try await browser.get("/assets/icon")
            #expect(icon.headers[.contentType] == type)
            #expect(icon.html == content)
            #expect(icon["Content-Security-Policy"]?.contains("default-src 'none'") == true)
        }
    }

    @Test("a PNG is known by its first octets")
    func png() throws {
        let octets: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0xFF]
        let file = try Self.file(octets)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let logo = try PageLogo(path: file)
        #expect(logo.type == "image/png")
        #expect(logo.octets == octets)
    }

    @Test(
        "a logo that is missing, too large or something else is refused in a line that names it",
        arguments: [
            (nil, "cannot read"), ([UInt8](repeating: 0x20, count: 24_577), "is larger than 24 KiB."),
            (Array("<html><svg/></html>".utf8), "is neither SVG nor PNG."),
            ([0xFF, 0xD8, 0xFF], "is neither SVG nor PNG."),
            ([], "is neither SVG nor PNG."),
        ] as [([UInt8]?, String)]
    )
    func refusedLogo(content: [UInt8]?, words: String) throws {
        let file = try content.map(Self.file) ?? "/nowhere/logo.svg"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let error = try #require(throws: ConfigurationError.self) { try PageLogo(path: file) }
        #expect(error.description.hasPrefix("pages.logo: "))
        #expect(error.description.contains(file))
        #expect(error.description.contains(words))
    }

    @Test(
        "any colour can be read, in both schemes, on its ground and under its text",
        arguments: [
            "#ffffff", "#000000", "#ffff00", "#1f6b54", "#ff0000", "#0000ff", "#7f7f7f", "#00ff00", "#123456",
            "#c0ffee",
        ]
    )
    func palette(color: String) throws {
        let palette = PagePalette(try #require(PageColor(color)))
        for (colors, grounds) in [
            (palette.light, PagePalette.lightGrounds), (palette.dark, PagePalette.darkGrounds),
        ] {
            func color(_ name: String) throws -> PageColor {
                let text = try #require(colors.first { $0.name == name }).color.text
                return try #require(PageColor(text))
            }
            for name in ["accent", "accent-strong"] {
                for ground in grounds { #expect(try color(name).contrast(to: ground) >= 4.5, "\(name)") }
                #expect(try color("on-accent").contrast(to: color(name)) >= 4.5, "\(name)")
            }
            #expect(try color("note").contrast(to: color("note-wash")) >= 4.5)
        }
    }

    @Test("a colour goes behind the stylesheet and into the mark")
    func style() async throws {
        try await PagesFixture.run(configure: { $0.pages.color = "#123456" }) { server in
            var browser = server.browser()
            let page = try await browser.get("/login").html
            #expect(page.contains(":root{--accent:#123456;"))
            let icon = try await browser.get("/assets/icon").html
            #expect(icon.contains("#123456"))
        }
    }

    @Test("contrast is reckoned as WCAG does")
    func contrast() throws {
        #expect(PageColor.white.contrast(to: .black) == 21)
        let gray = try #require(PageColor("#767676"))
        #expect((gray.contrast(to: .white) * 100).rounded() == 454)
    }

    @Test(
        "what is no colour is none",
        arguments: ["", "#fff", "1f6b54", "#1f6b5g", "#1f6b54 ", "#+12345", "red;}*{"]
    )
    func noColor(text: String) { #expect(PageColor(text) == nil) }

    private static func file(_ octets: [UInt8]) throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "latchkey-logo-\(UUID())")
        try Data(octets).write(to: url)
        return url.path
    }
}
