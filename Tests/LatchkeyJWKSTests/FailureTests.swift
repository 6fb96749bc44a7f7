import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyJWKS

@Suite("RemoteJWKS when the issuer fails")
struct FailureTests {
    private func test(
        _ test: @escaping @Sendable (RemoteJWKS, TestIssuer, TestClock) async throws -> Void
    ) async throws {
        try await TestIssuer.run { issuer in
            let clock = TestClock()
            let url = issuer.url + "/.well-known/jwks.json"
            let keys = try RemoteJWKS(url: url, timeout: .seconds(30), logger: .silent, clock: clock)
            try await test(keys, issuer, clock)
        }
    }

    static let failures: [(String, TestIssuer.Answer)] = [
        ("500", { _ in Response(status: .internalServerError) }),
        ("404", { _ in Response(status: .notFound) }),
        ("204", { _ in Response(status: .noContent) }),
        ("a 304 that nobody asked for", { _ in Response(status: .notModified) }),
        ("no JSON", { _ in text("<html>") }),
        ("no keys member", { _ in text(#"{"KEYS":[]}"#) }),
        ("null keys", { _ in text(#"{"keys":null}"#) }),
        ("two keys of one kid", { _ in text(#"{"keys":[\#(es256),\#(es256)]}"#) }),
        (
            "a closed connection",
            { _ in Response(status: .ok, body: ResponseBody { _ in throw HTTPError(.conflict) }) }
        ),
        ("a redirect to the keys", { _ in Response(status: .found, headers: [.location: "/elsewhere"]) }),
        (
            "a permanent redirect",
            { _ in Response(status: .permanentRedirect, headers: [.location: "/elsewhere"]) }
        ),
        ("1 MiB and one octet", { _ in text(padded(to: 1024 * 1024 + 1)) }),
        ("1 MiB and one octet in chunks", { _ in chunked(padded(to: 1024 * 1024 + 1)) }),
    ]

    private static let es256 =
        #"{"kty":"OKP","crv":"Ed25519","kid":"x","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#

    private static func text(_ text: String) -> Response {
        Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func chunked(_ text: String) -> Response {
        Response(
            status: .ok,
            body: ResponseBody { writer in
                var rest = ByteBuffer(string: text)
                while let chunk = rest.readSlice(length: min(65_536, rest.readableBytes)),
                    chunk.readableBytes > 0
                {
                    try await writer.write(chunk)
                }
                try await writer.finish(nil)
            }
        )
    }

    private static func padded(to size: Int) -> String {
        let set = #"{"keys":[\#(es256)]}"#
        return set + String(repeating: " ", count: size - set.utf8.count)
    }

    @Test("A28: keeps the last good set, and takes the next good one", arguments: failures.indices)
    func keepsLastGood(index: Int) async throws {
        let (name, failure) = Self.failures[index]
        try await test { keys, issuer, clock in
            await keys.refresh(for: nil)
            issuer.answer(failure)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(issuer.fetches == 2, "\(name)")
            #expect(issuer.strays == 0, "\(name): somewhere else was asked")
            #expect(keys.current.keys.keys.map(\.keyID) == ["a3"], "\(name)")
            #expect(keys.current.generation == 1, "\(name)")
            try issuer.publish(TestKeys.ed25519)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(keys.current.keys.keys.map(\.keyID) == ["a1"], "\(name)")
        }
    }

    @Test("takes a set of exactly 1 MiB, whole or in chunks")
    func largestSet() async throws {
        try await test { keys, issuer, clock in
            issuer.answer { _ in Self.text(Self.padded(to: 1024 * 1024)) }
            await keys.refresh(for: nil)
            #expect(keys.current.generation == 1)
            issuer.answer { _ in Self.chunked(Self.padded(to: 1024 * 1024 - 1)) }
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(keys.current.generation == 2)
        }
    }

    @Test("distrusts every key at the hard age")
    func hardAge() async throws {
        try await test { keys, issuer, clock in
            let verifier = TokenVerifier(keys: keys, issuer: issuer.url, audience: TestKeys.audience)
            let text = try TestKeys.sign(issuer: issuer.url)
            _ = try await verifier.verifyRefreshingKeys(text, at: TestKeys.now)
            issuer.answer(.internalServerError)
            clock.advance(by: .seconds(3599))
            #expect(try verifier.verify(text, at: TestKeys.now).subject == TestKeys.subject)
            // Reading the stale set has started a fetch; wait for its failure.
            await keys.refresh(for: "wait")
            clock.advance(by: .seconds(1))
            #expect(keys.current.keys.keys.isEmpty)
            await #expect(throws: TokenError(.keyUnknown(keyID: "a3"))) {
                try await verifier.verifyRefreshingKeys(text, at: TestKeys.now)
            }
            try issuer.publish(TestKeys.es256)
            clock.advance(by: .seconds(30))
            let again = try await verifier.verifyRefreshingKeys(text, at: TestKeys.now)
            #expect(again.subject == TestKeys.subject)
        }
    }

    @Test("asks a failing issuer after 1, 2, 4, 8, 16, 30, 30 seconds, not at every token")
    func backOff() async throws {
        try await test { keys, issuer, clock in
            issuer.answer(.internalServerError)
            await keys.refresh(for: "a3")
            var expected = 1
            for wait in [1, 2, 4, 8, 16, 30, 30] {
                clock.advance(by: .seconds(wait) - .milliseconds(1))
                await keys.refresh(for: "a3")
                #expect(issuer.fetches == expected)
                clock.advance(by: .milliseconds(1))
                await keys.refresh(for: "a3")
                expected += 1
                #expect(issuer.fetches == expected)
            }
        }
    }

    @Test("A28: gives up on an issuer that never answers, or drips")
    func timeOut() async throws {
        try await TestIssuer.run { issuer in
            let url = issuer.url + "/.well-known/jwks.json"
            let request = try KeySetRequest(url: url, timeout: .milliseconds(100), sizeLimit: 1024)
            let (never, first) = AsyncStream.makeStream(of: Void.self)
            let (neither, second) = AsyncStream.makeStream(of: Void.self)
            issuer.answer { _ in
                for await _ in never {}
                return Response(status: .ok)
            }
            await #expect(throws: RemoteJWKSError.timedOut) { try await request.answer(ifNoneMatch: nil) }
            issuer.answer { _ in
                let body = ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    for await _ in neither {}
                    try await writer.finish(nil)
                }
                return Response(status: .ok, body: body)
            }
            await #expect(throws: RemoteJWKSError.timedOut) { try await request.answer(ifNoneMatch: nil) }
            first.finish()
            second.finish()
        }
    }

    @Test(
        "says what went wrong",
        arguments: [
            (.found, "", .redirected(status: 302)), (.internalServerError, "", .unexpectedStatus(500)),
            (.ok, String(repeating: " ", count: 1025), .tooLarge(limit: 1024)),
            (.notModified, "", .unexpectedStatus(304)),
            (.ok, "{}", .keySetInvalid(.keyInvalid(reason: "the set has no array of keys"))),
        ] as [(HTTPResponse.Status, String, RemoteJWKSError)]
    )
    func errors(status: HTTPResponse.Status, text: String, error: RemoteJWKSError) async throws {
        try await TestIssuer.run { issuer in
            let url = issuer.url + "/.well-known/jwks.json"
            let request = try KeySetRequest(url: url, timeout: .seconds(30), sizeLimit: 1024)
            issuer.answer(status, text, headers: status == .found ? [.location: "/elsewhere"] : [:])
            await #expect(throws: error) { try await request.answer(ifNoneMatch: nil) }
        }
    }

    @Test("keeps nothing and says so when nobody listens")
    func nobodyListens() async throws {
        let (gone, port) = AsyncStream.makeStream(of: String.self)
        try await TestIssuer.run { port.yield($0.url) }
        var urls = gone.makeAsyncIterator()
        let url = try #require(await urls.next())
        let request = try KeySetRequest(url: url, timeout: .seconds(30), sizeLimit: 1024)
        let error = RemoteJWKSError.unreachable("Connection refused")
        await #expect(throws: error) { try await request.answer(ifNoneMatch: nil) }
        #expect(error.description == "The issuer cannot be reached: Connection refused.")
    }
}

@Suite("The hard age of a remote key set")
struct HardAgeTests {
    @Test("holds however fresh the answer was said to be, and the set is asked for again at once")
    func shorterThanFreshness() async throws {
        try await TestIssuer.run { issuer in
            try issuer.publish(TestKeys.es256, headers: [.cacheControl: "max-age=900"])
            var policy = FreshnessPolicy()
            policy.hardAge = .seconds(40)
            let clock = TestClock()
            let keys = try RemoteJWKS(issuer: issuer.url, policy: policy, logger: .silent, clock: clock)
            #expect(await keys.refreshIfDue() == .seconds(40))
            clock.advance(by: .seconds(39))
            #expect(keys.current.keys.keys.map(\.keyID) == ["a3"])
            clock.advance(by: .seconds(1))
            // Not known any more, so this waits for the fetch.
            await keys.refresh(for: "a3")
            #expect(issuer.fetches == 2)
            #expect(keys.current.keys.keys.map(\.keyID) == ["a3"])
            #expect(keys.current.generation == 3)
            clock.advance(by: .seconds(40))
            #expect(keys.current.keys.keys.isEmpty)
            // Reading has started the fetch; where it had not, nothing would be due.
            _ = await keys.refreshIfDue()
            #expect(issuer.fetches == 3)
            #expect(keys.current.keys.keys.map(\.keyID) == ["a3"])
        }
    }
}
