import Foundation
import LatchkeyJOSE
import Measuring

/// Counts what `malloc` is called for, with the help of a library preloaded by `Scripts/bench-jose`.
enum Allocations {
    /// Prints one line, in the form that `--allocations` takes: a process that counts is not one that is timed.
    static func print() throws {
        let count = try AllocationCount()
        let key = try Subject.key(.hs256)
        let (signer, verifier) = (try JWTSigner(key: key), Subject.verifier(key, .hs256))
        let token = try signer.sign(Subject.claims)
        let accessToken = try JWTSigner(key: key, type: "at+jwt").sign(
            payloadJSON: AccessTokenSubject.payload
        )
        let accessVerifier = AccessTokenSubject.verifier(key, .hs256)
        let counts = [
            ("verify", try count.perCall { keep(try verifier.verify(token, at: Subject.now)) }),
            ("sign", try count.perCall { keep(try signer.sign(Subject.claims)) }),
            (
                "verify.access-token",
                try count.perCall { keep(try accessVerifier.verify(accessToken, at: Subject.now)) }
            ),
        ]
        Swift.print(counts.map { "jose.hs256.\($0).allocations=\($1)" }.joined(separator: ","))
    }
}
