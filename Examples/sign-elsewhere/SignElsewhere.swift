// Tokens signed by a process that alone holds the private key, as an HSM or a KMS would: the service sends out what is
// to be signed and gets back a signature. Only `KeyHolder` would change for a real one.
//
//   swift run --package-path Examples sign-elsewhere
//
// Two processes are one program here: with the argument `hold-key` it makes a key, publishes its public part on the
// first line of standard output, and from then on answers each line of standard input with its signature.

import Foundation
import LatchkeyJOSE
import LatchkeyTokens

@main
struct SignElsewhere {
    static func main() async throws {
        if CommandLine.arguments.dropFirst().first == "hold-key" { return try holdKey() }
        let keyHolder = try KeyHolder(program: CommandLine.arguments[0])
        print(try await keyHolder.sign(claims(subject: "ada", at: .now), type: "at+jwt"))
    }
}

func claims(subject: String, at now: Date) -> Claims<NoCustomClaims> {
    Claims(issuer: "https://id.example", subject: subject, audience: ["shop"], expiresAt: now + 900)
}

/// The process with the key: a line in is what to sign, a line out is the signature, both in base64url.
func holdKey() throws {
    let key = try JWK.generate(.es256)
    let signer = try key.signer()
    print(key.publicKey?.json() ?? "")
    fflush(nil)
    while let line = readLine() {
        let signature = try Base64URL.decode(line).map { try signer.signature(for: $0) }
        print(Base64URL.encode(signature ?? []))
        fflush(nil)
    }
}

/// The process without the key, which knows how to ask.
final class KeyHolder: AsyncSigner {
    let algorithm = SignatureAlgorithm.es256
    let publicKey: JWK
    var keyID: String? { publicKey.keyID }

    private let process = Process()
    private let questions = Pipe()
    private let answers = Pipe()
    /// Questions wait their turn here, on no thread that others need.
    private let queue = DispatchQueue(label: "key-holder")

    init(program: String) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["hold-key"]
        process.standardInput = questions
        process.standardOutput = answers
        try process.run()
        publicKey = try JWK(json: Self.line(from: answers.fileHandleForReading))
    }

    deinit {
        // At the end of its input the other process ends, too, and its key is gone.
        try? questions.fileHandleForWriting.close()
    }

    func signature(for input: SigningInput) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [questions, answers] in
                continuation.resume(
                    with: Result {
                        let question = Base64URL.encode(input.octets) + "\n"
                        try questions.fileHandleForWriting.write(contentsOf: Data(question.utf8))
                        return Base64URL.decode(try Self.line(from: answers.fileHandleForReading)) ?? []
                    }
                )
            }
        }
    }

    private static func line(from file: FileHandle) throws -> String {
        var line: [UInt8] = []
        while let octet = try file.read(upToCount: 1)?.first, octet != UInt8(ascii: "\n") {
            line.append(octet)
        }
        return String(decoding: line, as: UTF8.self)
    }
}
