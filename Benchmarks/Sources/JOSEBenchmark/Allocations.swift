import Foundation
import LatchkeyJOSE

/// Counts what `malloc` is called for, with the help of a library preloaded by `Scripts/bench-jose`.
enum Allocations {
    struct NotPreloaded: Error, CustomStringConvertible {
        let description = "the counting library is not preloaded; use Scripts/bench-jose"
    }

    private typealias Counter = @convention(c) () -> UInt64

    /// Prints one line, in the form that `--allocations` takes: a process that counts is not one that is timed.
    static func print() throws {
        guard let symbol = dlsym(nil, "latchkey_allocations") else { throw NotPreloaded() }
        // The library declares it as `uint64_t latchkey_allocations(void)`.
        let counter = unsafeBitCast(symbol, to: Counter.self)
        let key = try Subject.key(.hs256)
        let (signer, verifier) = (try JWTSigner(key: key), Subject.verifier(key, .hs256))
        let token = try signer.sign(Subject.claims)
        let accessToken = try JWTSigner(key: key, type: "at+jwt").sign(
            payloadJSON: AccessTokenSubject.payload
        )
        let accessVerifier = AccessTokenSubject.verifier(key, .hs256)
        let counts = [
            ("verify", try perCall(counter) { keep(try verifier.verify(token, at: Subject.now)) }),
            ("sign", try perCall(counter) { keep(try signer.sign(Subject.claims)) }),
            (
                "verify.access-token",
                try perCall(counter) { keep(try accessVerifier.verify(accessToken, at: Subject.now)) }
            ),
        ]
        Swift.print(counts.map { "jose.hs256.\($0).allocations=\($1)" }.joined(separator: ","))
    }

    private static func perCall(_ counter: Counter, _ work: () throws -> Void) rethrows -> Double {
        for _ in 0..<100 { try work() }
        let before = counter()
        for _ in 0..<1000 { try work() }
        return Double(counter() - before) / 1000
    }
}
