#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What is fed with hostile input: one case for each way into the token core, and Redis's replies.
///
/// `Corpus` has a folder of inputs for each, under its raw value. libFuzzer finds new ones; the tests replay those that
/// are there.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case base64URL = "base64url"
    case claims
    case compact
    case json
    case jwe
    case jwk
    case jws
    case keyFile = "keyfile"
    case resp

    /// Runs one input.
    ///
    /// - Throws: ``FuzzFinding`` where something was accepted that must not be, or did not survive its way out and in
    ///   again. Input that is refused is what is expected, and no finding.
    package func check(_ input: [UInt8]) throws(FuzzFinding) {
        switch self {
        case .base64URL: try Base64URLTarget.check(input)
        case .claims: try ClaimsTarget.check(input)
        case .compact: try CompactTarget.check(input)
        case .json: try JSONTarget.check(input)
        case .jwe: try JWETarget.check(input)
        case .jwk: try JWKTarget.check(input)
        case .jws: try JWSTarget.check(input)
        case .keyFile: try KeyFileTarget.check(input)
        case .resp: try RESPTarget.check(input)
        }
    }

    /// Runs one input for libFuzzer, which learns of findings by their ending the process.
    package func run(_ input: UnsafeBufferPointer<UInt8>) {
        do {
            try check(Array(input))
        } catch {
            // Printed before: an optimised program ends without a word.
            print("\(rawValue): \(error.message)")
            fflush(nil)
            preconditionFailure(error.message)
        }
    }
}

/// An input that shows a fault.
package struct FuzzFinding: Error {
    package let message: String

    /// Throws unless the condition holds.
    static func expect(_ condition: Bool, _ message: @autoclosure () -> String) throws(FuzzFinding) {
        guard condition else { throw FuzzFinding(message: message()) }
    }

    /// The result of what must not fail.
    static func unfailing<Result>(
        _ message: String,
        _ body: () throws -> Result
    ) throws(FuzzFinding) -> Result {
        do {
            return try body()
        } catch {
            throw FuzzFinding(message: "\(message): \(error)")
        }
    }
}
