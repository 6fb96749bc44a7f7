import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Logging
import Synchronization
import Testing

/// Keeps every line it is given, metadata included.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    func append(_ line: String) { lines.withLock { $0.append(line) } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in LineHandler(lines: self) }
        logger.logLevel = .trace
        return logger
    }
}

private struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    init(lines: LogLines) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.append("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
}

@Suite("The log of refusals")
struct RefusalLogTests {
    private func log(
        _ headers: HTTPFields,
        requiring requirement: TokenRequirement = .fresh
    ) async throws -> String {
        let lines = LogLines()
        let router = try authenticatedRouter()
        router.group()
            .add(middleware: RequireToken(requirement, now: { TestTokens.now }))
            .get("notes") { _, _ in "ok" }
        try await router.test(logger: lines.logger) { _ = try await $0.get("/notes", headers: headers) }
        return lines.text
    }

    @Test(
        "names the exact cause, which the client is not told",
        arguments: [
            (["iss": "https://evil.example"], "issuer_mismatch"), (["aud": "shop"], "audience_mismatch"),
            (["exp": 1], "token_expired"), (["roles": "admin"], "claim_invalid"),
        ] as [([String: JSONValue], String)]
    )
    func cause(claims: [String: JSONValue], cause: String) async throws {
        let text = try await log(.bearer(try TestTokens.sign(claims)))
        #expect(text.contains("access token refused"))
        #expect(text.contains(cause))
    }

    @Test("names what a token falls short of")
    func shortfall() async throws {
        let text = try await log(.bearer(try TestTokens.sign()), requiring: .scope("notes:write"))
        #expect(text.contains("access token insufficient"))
        #expect(text.contains("scope notes:write"))
    }

    @Test("never holds a token, good or bad")
    func noToken() async throws {
        let tokens = [
            try TestTokens.sign(), try TestTokens.sign(["iss": "https://evil.example"]), "junk.junk.junk",
            try TestTokens.sign(key: TestTokens.otherKey), String(repeating: "z", count: 20_000),
        ]
        for token in tokens {
            let text = try await log(.bearer(token))
            for segment in token.split(separator: ".") { #expect(!text.contains(segment)) }
        }
        let two = try await log([.authorization: "Bearer \(tokens[0]) \(tokens[1])"])
        #expect(!two.contains(tokens[0]))
    }

    @Test("stays one bounded line, whatever a token claims")
    func boundedLine() async throws {
        let issuer = "https://evil.example\n2026-11-21 root signed in" + String(repeating: "x", count: 5000)
        let text = try await log(.bearer(try TestTokens.sign(["iss": .string(issuer)])))
        #expect(!text.contains("\n2026-11-21 root signed in"))
        #expect(text.contains("issuer_mismatch"))
        #expect(text.utf8.count < 1500)
    }
}
