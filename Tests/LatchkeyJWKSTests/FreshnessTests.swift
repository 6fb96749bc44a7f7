import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyJWKS

@Suite("The freshness of a remote key set")
struct FreshnessTests {
    @Test(
        "honours Cache-Control within its bounds",
        arguments: [
            (nil, 300), ("public", 300), ("max-age=600", 600), ("public, max-age=120, must-revalidate", 120),
            ("MAX-AGE=120", 120), ("max-age=\"120\"", 120), ("max-age=0", 60), ("max-age=59", 60),
            ("no-store", 60),
            ("no-cache, max-age=600", 60), ("max-age=600, max-age=120", 120), ("max-age=86400", 900),
            ("max-age=99999999999999999999", 900), ("max-age=-1", 60), ("max-age=1e3", 60), ("max-age", 60),
        ] as [(String?, Int)]
    )
    func cacheControl(field: String?, seconds: Int) async throws {
        try await TestIssuer.run { issuer in
            try issuer.publish(TestKeys.es256, headers: field.map { [.cacheControl: $0] } ?? [:])
            let clock = TestClock()
            let keys = try RemoteJWKS(issuer: issuer.url, logger: .silent, clock: clock)
            await keys.refresh(for: "a3")
            clock.advance(by: .seconds(seconds) - .milliseconds(1))
            _ = keys.current
            await keys.refresh(for: "a3")
            #expect(issuer.fetches == 1)
            clock.advance(by: .milliseconds(1))
            // Starts a fetch in the background, which an unknown key can be made to wait for.
            #expect(keys.current.keys.keys.count == 1)
            await keys.refresh(for: "wait")
            #expect(issuer.fetches == 2)
        }
    }

    @Test(
        "subtracts the age that a cache on the way reports",
        arguments: [("100", 500), ("600", 60), ("5000", 60), ("x", 600), ("", 600)]
    )
    func age(age: String, seconds: Int) {
        let said = CacheControl.freshness(["max-age=600"], age: age)
        #expect(FreshnessPolicy().freshness(saidByIssuer: said) == .seconds(seconds))
    }

    @Test("asks with the entity tag, and a 304 renews the set")
    func entityTag() async throws {
        try await TestIssuer.run { issuer in
            let set = try TestKeys.publicKeys([TestKeys.es256]).json()
            issuer.answer { request in
                guard request.headers[.ifNoneMatch] != #""v1""# else {
                    return Response(status: .notModified, headers: [.cacheControl: "max-age=600"])
                }
                let body = ResponseBody(byteBuffer: ByteBuffer(string: set))
                return Response(status: .ok, headers: [.eTag: #""v1""#], body: body)
            }
            let clock = TestClock()
            let keys = try RemoteJWKS(issuer: issuer.url, logger: .silent, clock: clock)
            await keys.refresh(for: "a3")
            clock.advance(by: .seconds(300))
            _ = keys.current
            await keys.refresh(for: "wait")
            #expect(issuer.fetches == 2)
            // Fresh for 600 s and trusted for an hour from the 304 on.
            clock.advance(by: .seconds(599))
            #expect(keys.current.generation == 1)
            await keys.refresh(for: "a3")
            #expect(issuer.fetches == 2)
            issuer.answer(.internalServerError)
            clock.advance(by: .seconds(3000))
            #expect(keys.current.keys.keys.count == 1)
        }
    }

    @Test("does not take a 304 for keys that it has distrusted meanwhile")
    func lateNotModified() {
        var state = KeySetState(policy: FreshnessPolicy())
        let keys = KeySetAnswer(content: nil, entityTag: nil, freshness: nil)
        let changed = state.take(keys, askedAt: .zero)
        #expect(!changed)
        // A failure: nothing to trust, and soon another try.
        #expect(state.nextFetch == .seconds(1))
        let distrusted = state.distrust(at: .seconds(7200))
        #expect(!distrusted)
    }
}
