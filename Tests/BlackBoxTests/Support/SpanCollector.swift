import Foundation
import LatchkeyJOSE

/// A collector of spans in Python, which keeps what is posted to it.
final class SpanCollector: Sendable {
    /// A span as it came.
    struct Span: Sendable {
        let traceID: String
        let id: String
        let parent: String?
        let name: String
        let kind: Int64
        let began: UInt64
        let ended: UInt64
    }

    private static let script = """
        import http.server, sys
        log = open(sys.argv[1], "ab", buffering=0)
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                log.write(body.replace(b"\\n", b" ") + b"\\n")
                self.send_response(200)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
            def log_message(self, *arguments): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    let port: Int
    private let program: Program
    private let log: String

    init(_ folder: TemporaryFolder) async throws {
        log = folder.path + "/spans.log"
        program = try Program(["-c", Self.script, log], path: "/usr/bin/python3")
        guard let line = await program.nextLine(), let port = Int(line) else {
            throw Program.Failure(description: "no collector: \(await program.end())")
        }
        self.port = port
    }

    /// Every span that came.
    func spans() throws -> [Span] {
        let text = String(decoding: try Data(contentsOf: URL(filePath: log)), as: UTF8.self)
        return try text.split(separator: "\n").flatMap { line -> [Span] in
            let whole = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let resources = whole?["resourceSpans"] as? [[String: Any]] ?? []
            let scopes = resources.flatMap { $0["scopeSpans"] as? [[String: Any]] ?? [] }
            return scopes.flatMap { $0["spans"] as? [[String: Any]] ?? [] }.compactMap(Self.span)
        }
    }

    private static func span(_ json: [String: Any]) -> Span? {
        guard let trace = json["traceId"] as? String, let id = json["spanId"] as? String,
            let name = json["name"] as? String, let kind = json["kind"] as? Int64,
            let began = (json["startTimeUnixNano"] as? String).flatMap({ UInt64($0) }),
            let ended = (json["endTimeUnixNano"] as? String).flatMap({ UInt64($0) })
        else { return nil }
        return Span(
            traceID: trace,
            id: id,
            parent: json["parentSpanId"] as? String,
            name: name,
            kind: kind,
            began: began,
            ended: ended
        )
    }
}
