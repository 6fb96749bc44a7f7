import Foundation
import LatchkeyJOSE

/// A receiver of webhooks in Python, which checks signatures with nothing but its standard library.
///
/// It writes a line for every request: the identifier, whether the signature is right, and what it answered.
final class WebhookReceiver: Sendable {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private static let script = """
        import base64, hashlib, hmac, http.server, json, sys, time
        secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        answers = [int(word) for word in sys.argv[2].split(",")]
        log = open(sys.argv[3], "a", buffering=1)
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                id, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
                code = hmac.new(secret, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
                good = hmac.compare_digest("v1," + base64.b64encode(code).decode(), self.headers["webhook-signature"])
                good = good and abs(time.time() - int(stamp)) < 300
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                log.write(json.dumps({"id": id, "good": good, "answer": answer, "body": json.loads(body)}) + "\\n")
                if answer == 0:
                    time.sleep(600)
                self.send_response(answer)
                if answer == 302:
                    self.send_header("location", "/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()
            def log_message(self, *arguments): pass
        http.server.ThreadingHTTPServer.daemon_threads = True
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    /// A request as the receiver saw it.
    struct Request: Sendable {
        let id: String
        let isSigned: Bool
        let answer: Int64
        let type: String
        let account: String?
    }

    let port: Int
    private let program: Program
    private let log: String

    /// Starts a receiver that gives these answers in turn, the last one for ever; 0 is none at all.
    init(_ folder: TemporaryFolder, answers: [Int], port: Int = 0) async throws {
        log = folder.path + "/webhooks.log"
        program = try Program(
            ["-c", Self.script, "\(port)", answers.map(String.init).joined(separator: ","), log],
            path: "/usr/bin/python3"
        )
        guard let line = await program.nextLine(), let port = Int(line) else {
            throw Program.Failure(description: "no receiver: \(await program.end())")
        }
        self.port = port
    }

    /// What the server is told about it.
    var settings: [String: String] {
        [
            "LATCHKEY_WEBHOOKS_ENDPOINTS": "http://127.0.0.1:\(port)/hook",
            "LATCHKEY_WEBHOOKS_SECRETS": Self.secret,
        ]
    }

    /// Everything that came so far.
    func requests() throws -> [Request] {
        guard let data = FileManager.default.contents(atPath: log) else { return [] }
        return try String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
            let json = try JSONObject(json: Array(line.utf8))
            let body = try json.object("body")
            return Request(
                id: try json.string("id") ?? "",
                isSigned: json["good"] == true,
                answer: try json.integer("answer") ?? -1,
                type: try body?.string("type") ?? "",
                account: try body?.object("data")?.string("account_id")
            )
        }
    }

    /// Waits until something holds of what came.
    func wait(
        within limit: Duration = .seconds(120),
        until condition: ([Request]) -> Bool
    ) async throws -> [Request] {
        let deadline = ContinuousClock.now + limit
        while true {
            let requests = try requests()
            if condition(requests) { return requests }
            guard ContinuousClock.now < deadline else {
                throw Program.Failure(description: "not within \(limit): \(requests)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Ends it at once.
    func end() async {
        program.signal(9)
        _ = await program.end()
    }
}
