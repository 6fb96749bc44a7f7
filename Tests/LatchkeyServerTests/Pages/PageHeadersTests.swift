import Crypto
import FoundationEssentials
import HTTPTypes
import Testing

@testable import LatchkeyServer

@Suite("What every page carries")
struct PageHeadersTests {
    /// Pages of every kind, each reached by a browser of its own.
    private func documents(of server: PagesFixture) async throws -> [Document] {
        var browser = server.browser()
        var documents = [try await browser.get("/login"), try await browser.get("/signup")]
        documents.append(try await browser.logIn("ada", password: "wrong"))
        documents.append(try await browser.signUp("ada", password: "short"))
        documents.append(try await browser.post("/login", token: "forged"))
        documents.append(
            try await browser.send(.post, "/login", body: "a=%zz", headers: [.contentType: "x/y"])
        )
        try await browser.signUp("ada")
        documents.append(try await browser.get("/account"))
        for page in [
            "confirm", "profile", "email", "password", "devices", "factors", "factors/new", "data", "delete",
        ] {
            documents.append(try await browser.get("/account/\(page)"))
            #expect(documents.last?.status == .ok, "\(page)")
        }
        return documents
    }

    @Test("policies that leave a stranger nothing to do [A7]")
    func strict() async throws {
        try await PagesFixture.run { server in
            for document in try await documents(of: server) {
                #expect(document["Content-Type"] == "text/html; charset=utf-8")
                #expect(document["X-Content-Type-Options"] == "nosniff")
                #expect(document["X-Frame-Options"] == "DENY")
                #expect(document["Referrer-Policy"] == "same-origin")
                #expect(document["Cross-Origin-Opener-Policy"] == "same-origin")
                #expect(document["Cross-Origin-Resource-Policy"] == "same-origin")
                #expect(document["Cache-Control"] == "no-store")
                #expect(document["Strict-Transport-Security"] == nil)
                let style = try #require(inlineStyle(of: document))
                let digest = Data(SHA256.hash(data: Array(style.utf8))).base64EncodedString()
                #expect(
                    document["Content-Security-Policy"]
                        == "default-src 'none'; style-src 'sha256-\(digest)'; script-src 'self'; img-src 'self'; "
                        + "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
                )
            }
        }
    }

    @Test("HSTS for a year when the issuer is https, redirections included")
    func transportSecurity() async throws {
        try await PagesFixture.run(configure: { $0.configuredIssuer = "https://id.example" }) { server in
            var browser = server.browser()
            for path in ["/login", "/account"] {
                let answer = try await browser.get(path)
                #expect(answer["Strict-Transport-Security"] == "max-age=31536000")
                #expect(answer["Cache-Control"] == "no-store")
            }
        }
    }

    @Test("no inline script, no inline style attribute, no address outside this origin, and little weight")
    func selfContained() async throws {
        try await PagesFixture.run { server in
            for document in try await documents(of: server) {
                #expect(
                    document.html.replacing(
                        #"<script type="module" src="/assets/pages.js"></script>"#,
                        with: ""
                    )
                    .contains("<script") == false
                )
                #expect(!document.html.contains(" style="))
                #expect(!document.html.contains("://"))
                #expect(!document.html.contains("=\"//"))
                #expect(!document.html.contains("{{"))
                #expect(document.html.utf8.count < 30_000)
            }
        }
    }

    @Test("no token anywhere in the document [A7]")
    func noToken() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let html = try await browser.get("/account").html
            let session = try #require(browser.session)
            #expect(!html.contains(session))
            #expect(!html.contains("lkr_"))
            #expect(!html.contains("eyJ"))
        }
    }

    @Test("an icon that is cached and checked by its tag")
    func icon() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let icon = try await browser.get("/assets/icon")
            #expect(icon.headers[.contentType] == "image/svg+xml")
            #expect(icon.headers[.cacheControl] == "public, max-age=86400")
            #expect(icon.html.hasPrefix("<svg "))
            let tag = try #require(icon.headers[.eTag])
            let again = try await browser.send(
                .get,
                "/assets/icon",
                body: nil,
                headers: [.ifNoneMatch: tag]
            )
            #expect(again.status == .notModified)
            #expect(again.html.isEmpty)
            #expect(again.headers[.setCookie] == nil)
        }
    }

    @Test(
        "405 with Allow for methods that a page does not have",
        arguments: [
            ("/login", "GET, POST, HEAD"), ("/account", "GET, HEAD"), ("/logout", "POST"),
            ("/account/sessions/end-others", "POST"), ("/account/sessions/end-all", "POST"),
            ("/account/export", "POST"), ("/account/email/verify", "POST"), ("/account/devices", "GET, HEAD"),
            ("/account/confirm", "GET, POST, HEAD"), ("/account/delete", "GET, POST, HEAD"),
            ("/account/factors", "GET, HEAD"), ("/account/factors/new", "GET, POST, HEAD"),
        ]
    )
    func methods(path: String, allow: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let answer = try await browser.send(.delete, path, body: nil, headers: [:])
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == allow)
        }
    }

    private func inlineStyle(of document: Document) -> String? {
        guard let start = document.html.firstRange(of: "<style>"),
            let end = document.html.firstRange(of: "</style>")
        else { return nil }
        return String(document.html[start.upperBound..<end.lowerBound])
    }
}
