// A front end of its own origin, at / and below /sub, that signs in with a Latchkey server by latchkey.js:
//
//     make run ARGS="--listen 127.0.0.1:8080"          with  cors: {origins: http://127.0.0.1:8089}  in latchkey.yaml
//     swift run --package-path Examples web-app
//
// Then open http://127.0.0.1:8089. LATCHKEY_URL names another server. Everything of interest is in Assets/app.js; this
// file only hands the two files out.

import Foundation
import HTTPTypes
import Hummingbird

@main
struct WebApp {
    /// The Latchkey server.
    let server: String

    static func main() async throws {
        let server = ProcessInfo.processInfo.environment["LATCHKEY_URL"] ?? "http://127.0.0.1:8080"
        let port = ProcessInfo.processInfo.environment["PORT"].flatMap(Int.init) ?? 8089
        try await WebApp(server: server).application(port: port).runService()
    }

    func application(port: Int) -> some ApplicationProtocol {
        let router = Router()
        for base in ["", "/sub"] {
            router.get("\(base)/app.js") { _, _ in
                file(PackageResources.app_js, "text/javascript; charset=utf-8")
            }
            router.get("\(base)/app.css") { _, _ in file(PackageResources.app_css, "text/css; charset=utf-8")
            }
            // Every other path is the application's: it reads the address itself.
            router.get("\(base)/**") { _, _ in page(base: base) }
            router.get("\(base)/") { _, _ in page(base: base) }
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
        )
    }

    private func page(base: String) -> Response {
        let html = String(decoding: PackageResources.index_html, as: UTF8.self)
            .replacing("{{server}}", with: server).replacing("{{base}}", with: base)
        var response = file(Array(html.utf8), "text/html; charset=utf-8")
        // Scripts from here and from the Latchkey server, requests to the two, and nothing else.
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self' \(server); style-src 'self'; connect-src 'self' \(server); img-src data:; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        return response
    }

    private func file(_ octets: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
    }
}
