import HTTPTypes
import HummingbirdTesting
import Testing

@testable import web_app

@Suite struct WebAppTests {
    @Test(
        "hands the page out for every address, with the base that it was asked below",
        arguments: ["", "/sub"]
    )
    func page(base: String) async throws {
        try await WebApp(server: "http://127.0.0.1:8080").application(port: 0).test(.router) { client in
            for path in ["/", "/login?redirect=%2Forders", "/orders", "/orders/7"] {
                let page = try await client.execute(uri: base + path, method: .get)
                #expect(page.status == .ok)
                let html = String(buffer: page.body)
                #expect(html.contains(#"data-server="http://127.0.0.1:8080" data-base="\#(base)""#))
                #expect(html.contains(#"src="\#(base)/app.js""#))
                #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            }
            let script = try await client.execute(uri: base + "/app.js", method: .get)
            #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
            #expect(String(buffer: script.body).contains("latchkey.js"))
        }
    }
}
