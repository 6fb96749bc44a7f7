import Foundation
import Hummingbird
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import Logging
import ServiceLifecycle
import Testing

@Suite("RemoteRevocations")
struct RemoteRevocationsTests {
    private let clock = TestClock()
    private let metrics = TestMetrics()

    private func revocations(
        _ issuer: RevocationIssuer,
        keys: (any KeySource)? = nil,
        maxStaleness: Duration = .seconds(60),
        whenStale: RevocationFreshness.Policy = .refuse,
        credentials: IssuerCredentials? = nil,
        sizeLimit: Int = 1 << 20
    ) throws -> RemoteRevocations {
        try RemoteRevocations(
            issuer: RevocationIssuer.name,
            keys: keys ?? issuer.keys,
            maxStaleness: maxStaleness,
            whenStale: whenStale,
            url: issuer.url,
            credentials: credentials,
            sizeLimit: sizeLimit,
            logger: .silent,
            metrics: metrics,
            clock: clock
        )
    }

    /// A token of the issuer, and what becomes of it.
    private struct Probe {
        let session = UUIDv7(at: Date())
        let text: String
        let verifier: TokenVerifier

        init(_ issuer: RevocationIssuer, _ revocations: RemoteRevocations) throws {
            let tokens = try TokenIssuer(key: issuer.key, issuer: RevocationIssuer.name, audience: ["shop"])
            text = try tokens.issue(TokenGrant(subject: "ada", sessionID: session), at: Date()).token
            verifier = TokenVerifier(
                keys: issuer.keys,
                issuer: RevocationIssuer.name,
                audience: "shop",
                revocations: revocations.list
            )
        }

        var code: TokenError.Code? {
            do throws(TokenError) {
                _ = try verifier.verify(text, at: Date())
                return nil
            } catch {
                return error.code
            }
        }
    }

    @Test("reads everything once, then what is new, and refuses what was revoked [A8, A9]")
    func follows() async throws {
        try await RevocationIssuer.run { issuer in
            let revocations = try revocations(issuer)
            let (first, second) = (try Probe(issuer, revocations), try Probe(issuer, revocations))
            // Before the first answer nobody can tell.
            #expect(first.code == .unavailable)
            issuer.revoke(UUIDv7(at: Date()))
            issuer.revoke(first.session)
            try await revocations.synchronise()
            #expect(first.code == .revoked)
            #expect(second.code == nil)
            issuer.revoke(second.session)
            #expect(second.code == nil)
            try await revocations.synchronise()
            #expect(second.code == .revoked)
            let path = "/.well-known/latchkey-revocations"
            #expect(issuer.questions == [path, "\(path)?after=2"])
            // The whole list again, in case the log has lost its place.
            clock.advance(by: .seconds(3600))
            try await revocations.synchronise()
            #expect(issuer.questions.last == path)
            #expect(metrics.counted == ["latchkey.revocations.fetches outcome=changed": 3])
            #expect(metrics.values(of: "latchkey.revocations.entries").last == 3)
        }
    }

    @Test("tokens are unavailable once the list is too old, counting what the answer says of its age [A9]")
    func staleness() async throws {
        try await RevocationIssuer.run { issuer in
            let strict = try revocations(issuer)
            let lenient = try revocations(issuer, whenStale: .accept)
            let (refused, accepted) = (try Probe(issuer, strict), try Probe(issuer, lenient))
            issuer.answer { try issuer.honest($0, age: 20) }
            try await strict.synchronise()
            try await lenient.synchronise()
            clock.advance(by: .seconds(40))
            #expect([refused.code, accepted.code] == [nil, nil])
            clock.advance(by: .seconds(1))
            #expect([refused.code, accepted.code] == [.unavailable, nil])
            issuer.answer { _ in Response(status: .serviceUnavailable) }
            await #expect(throws: RemoteRevocationsError.unexpectedStatus(503)) {
                try await strict.synchronise()
            }
            #expect(refused.code == .unavailable)
            issuer.answer { try issuer.honest($0) }
            try await strict.synchronise()
            #expect(refused.code == nil)
            #expect(metrics.values(of: "latchkey.revocations.staleness").contains(20))
        }
    }

    @Test("nothing but what the issuer has signed lately is believed")
    func refusals() async throws {
        try await RevocationIssuer.run { issuer in
            let revocations = try revocations(issuer)
            let probe = try Probe(issuer, revocations)
            func error(
                _ answer: @escaping @Sendable (Request) throws -> Response
            ) async -> RemoteRevocationsError? {
                issuer.answer(answer)
                do throws(RemoteRevocationsError) {
                    try await revocations.synchronise()
                    return nil
                } catch {
                    return error
                }
            }
            #expect(await error { try issuer.honest($0, completeAt: Date() - 130) } == .outdated)
            #expect(await error { _ in Response(status: .found) } == .redirected(status: 302))
            #expect(await error { _ in Response(status: .notModified) } == .unexpectedStatus(304))
            let junk = ByteBuffer(string: "junk")
            guard
                case .documentInvalid = await error({ _ in
                    Response(status: .ok, body: ResponseBody(byteBuffer: junk))
                })
            else { throw Unexpected() }
            #expect(probe.code == .unavailable)
            // A gap in the news would let a revoked token pass.
            issuer.revoke(UUIDv7(at: Date()))
            #expect(await error { try issuer.honest($0) } == nil)
            guard
                case .documentInvalid(.claimInvalid(name: "after", _)) = await error({
                    try issuer.honest($0, after: 5)
                })
            else { throw Unexpected() }
            let stranger = try JWK.generate(.es256)
            let other = try self.revocations(
                issuer,
                keys: FixedKeys(JWKSet([stranger.publicKey ?? stranger]))
            )
            issuer.answer { try issuer.honest($0) }
            await #expect(throws: RemoteRevocationsError.self) { try await other.synchronise() }
            let small = try self.revocations(issuer, sizeLimit: 16)
            await #expect(throws: RemoteRevocationsError.tooLarge(limit: 16)) {
                try await small.synchronise()
            }
        }
    }

    @Test("shows the client's secret, encoded as in a form, and only to an address that is safe")
    func credentials() async throws {
        try await RevocationIssuer.run { issuer in
            let credentials = IssuerCredentials(clientID: "a b", secret: "s:é")
            #expect("\(credentials)" == "IssuerCredentials(a b)")
            try await revocations(issuer, credentials: credentials).synchronise()
            #expect(issuer.authorizations == ["Basic " + Data("a%20b:s%3A%C3%A9".utf8).base64EncodedString()])
            #expect(
                throws: RemoteRevocationsError.insecureURL(
                    "http://id.example/.well-known/latchkey-revocations"
                )
            ) {
                try RemoteRevocations(
                    issuer: "http://id.example/",
                    keys: issuer.keys,
                    maxStaleness: .seconds(1)
                )
            }
        }
    }

    @Test("as a service it asks again and again, soon after a failure, and ends when it is told")
    func service() async throws {
        try await RevocationIssuer.run { issuer in
            let revocations = try revocations(issuer)
            let probe = try Probe(issuer, revocations)
            let group = ServiceGroup(services: [revocations], logger: .silent)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                // The issuer of this test holds no answer.
                #expect(await clock.nextSleep() == .seconds(20))
                #expect(probe.code == nil)
                issuer.answer { _ in Response(status: .internalServerError) }
                clock.advance(by: .seconds(20))
                let pause = try #require(await clock.nextSleep())
                #expect((.milliseconds(187) ... .milliseconds(250)).contains(pause))
                issuer.answer { try issuer.honest($0) }
                issuer.revoke(probe.session)
                clock.advance(by: pause)
                #expect(await clock.nextSleep() == .seconds(20))
                #expect(probe.code == .revoked)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    private struct Unexpected: Error {}
}
