import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import sign_elsewhere

@Suite("sign-elsewhere")
struct SignElsewhereTests {
    /// The program, which was built next to the tests.
    private static func program() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(
            "sign-elsewhere"
        ).path
    }

    @Test("another process signs, and its public key verifies")
    func sign() async throws {
        let keyHolder = try KeyHolder(program: Self.program())
        let verifier = JWTVerifier(
            key: keyHolder.publicKey,
            algorithms: [.es256],
            issuer: "https://id.example",
            audience: "shop",
            type: "at+jwt"
        )
        #expect(!keyHolder.publicKey.isPrivate)
        let subjects = (0..<20).map { "user-\($0)" }
        let signed = try await withThrowingTaskGroup(of: String.self) { group in
            for subject in subjects {
                group.addTask { try await keyHolder.sign(claims(subject: subject, at: .now), type: "at+jwt") }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let verified = try signed.map { try verifier.verify($0, at: .now).subject ?? "" }
        #expect(Set(verified) == Set(subjects))
    }
}
