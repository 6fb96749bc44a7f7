import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyJWKS

@Suite("The metrics of a remote key set")
struct MetricsTests {
    private func test(
        sizeLimit: Int = 1024,
        _ test: @escaping @Sendable (RemoteJWKS, TestIssuer, TestClock, TestMetrics) async throws -> Void
    ) async throws {
        try await TestIssuer.run { issuer in
            let clock = TestClock()
            let metrics = TestMetrics()
            let keys = try RemoteJWKS(
                url: issuer.url + "/.well-known/jwks.json",
                timeout: .seconds(30),
                sizeLimit: sizeLimit,
                logger: .silent,
                metrics: metrics,
                clock: clock
            )
            try await test(keys, issuer, clock, metrics)
        }
    }

    private static let age = "latchkey.jwks.age"

    private static func fetches(_ outcome: String) -> String { "latchkey.jwks.fetches outcome=\(outcome)" }

    @Test("are there from the start, at zero, with the address")
    func names() async throws {
        try await test { _, issuer, _, metrics async throws in
            let outcomes = [
                "changed", "unchanged", "redirected", "unexpected_status", "too_large", "timed_out",
                "unreachable", "invalid",
            ]
            let names =
                outcomes.map(Self.fetches) + [
                    "latchkey.jwks.unknown_keys", "latchkey.jwks.cool_down_refusals",
                ]
            #expect(metrics.counts == Dictionary(uniqueKeysWithValues: names.map { ($0, 0) }))
            #expect(metrics.values(of: Self.age).isEmpty)
            #expect(metrics.urls == [issuer.url + "/.well-known/jwks.json"])
        }
    }

    static let answers: [(String, TestIssuer.Answer)] = [
        ("unchanged", { _ in answer(.ok, #"{"keys":[]}"#) }),
        ("redirected", { _ in Response(status: .found, headers: [.location: "/elsewhere"]) }),
        ("unexpected_status", { _ in Response(status: .internalServerError) }),
        ("too_large", { _ in answer(.ok, String(repeating: " ", count: 1025)) }),
        (
            "unreachable",
            { _ in Response(status: .ok, body: ResponseBody { _ in throw HTTPError(.conflict) }) }
        ),
        ("invalid", { _ in answer(.ok, "{}") }),
    ]

    private static func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    @Test("count fetches by how they ended", arguments: answers.indices)
    func outcomes(index: Int) async throws {
        let (outcome, answer) = Self.answers[index]
        try await test { keys, issuer, clock, metrics in
            issuer.answer(.ok, #"{"keys":[]}"#)
            await keys.refresh(for: nil)
            #expect(metrics.counted[Self.fetches("changed")] == 1)
            issuer.answer(answer)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(metrics.counted[Self.fetches(outcome)] == 1, "\(outcome)")
            let fetches = metrics.counted.filter { $0.key.hasPrefix("latchkey.jwks.fetches") }
            #expect(fetches.values.reduce(0, +) == 2, "\(outcome): \(fetches)")
        }
    }

    @Test("name every failure, the time-out too")
    func failures() {
        let errors: [RemoteJWKSError] = [
            .timedOut, .unreachable("x"), .tooLarge(limit: 1), .redirected(status: 302),
            .unexpectedStatus(500),
            .keySetInvalid(.signatureInvalid),
        ]
        #expect(
            errors.map { KeySetMetrics.Outcome($0).rawValue }
                == ["timed_out", "unreachable", "too_large", "redirected", "unexpected_status", "invalid"]
        )
    }

    @Test("count unknown keys, and those for which the cool-down forbids to ask")
    func unknownKeys() async throws {
        try await test { keys, _, clock, metrics in
            await keys.refresh(for: "a3")
            #expect(metrics.counted["latchkey.jwks.unknown_keys"] == 1)
            await keys.refresh(for: "a3")
            #expect(metrics.counted["latchkey.jwks.unknown_keys"] == 1)
            for _ in 0..<3 { await keys.refresh(for: "made up") }
            #expect(metrics.counted["latchkey.jwks.unknown_keys"] == 4)
            #expect(metrics.counted["latchkey.jwks.cool_down_refusals"] == 3)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: "made up")
            #expect(metrics.counted["latchkey.jwks.unknown_keys"] == 5)
            #expect(metrics.counted["latchkey.jwks.cool_down_refusals"] == 3)
        }
    }

    @Test("tell the age of the set, once a second at most, past the hard age and until the next answer")
    func age() async throws {
        try await test { keys, issuer, clock, metrics in
            await keys.refresh(for: nil)
            #expect(metrics.values(of: Self.age) == [0])
            _ = keys.current
            clock.advance(by: .milliseconds(999))
            _ = keys.current
            #expect(metrics.values(of: Self.age) == [0])
            clock.advance(by: .milliseconds(1))
            _ = keys.current
            #expect(metrics.values(of: Self.age) == [0, 1])
            issuer.answer(.internalServerError)
            clock.advance(by: .seconds(3999))
            await keys.refresh(for: "a3")
            #expect(keys.current.keys.keys.isEmpty)
            #expect(metrics.values(of: Self.age) == [0, 1, 4000])
            try issuer.publish(TestKeys.es256)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: "a3")
            #expect(metrics.values(of: Self.age) == [0, 1, 4000, 0])
        }
    }
}
