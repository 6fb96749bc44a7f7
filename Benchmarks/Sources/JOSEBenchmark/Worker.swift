import Foundation
import LatchkeyJOSE
import Measuring

/// A key and a token of one algorithm, in the forms that other libraries read.
struct Fixture: Codable {
    let algorithm: String
    /// The secret of an HMAC key, base64url.
    var secret: String?
    var privatePEM: String?
    var publicPEM: String?
    let jwk: String
    let token: String

    /// The algorithms that every peer has.
    static let algorithms: [SignatureAlgorithm] = [.hs256, .es256, .eddsa, .rs256]

    static func printAll() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(algorithms.map(Fixture.init)), as: UTF8.self))
    }

    init(_ algorithm: SignatureAlgorithm) throws {
        var key = try Subject.key(algorithm)
        key.keyID = nil
        self.algorithm = algorithm.name
        self.jwk = key.json()
        self.token = try JWTSigner(key: key).sign(Subject.claims)
        if algorithm.keyType == .oct {
            self.secret = Base64URL.encode(try key.octets("k"))
        } else {
            self.privatePEM = try key.pem()
            self.publicPEM = try key.publicKey?.pem()
        }
    }
}

/// Does what a line on standard input says, `verify HS256 1000`, and answers with the nanoseconds that took.
///
/// The other libraries have programs that do the same, so that all can take turns.
struct Worker {
    private var works: [String: (_ iterations: Int) throws -> Void] = [:]

    init(fixturesAt path: String) throws {
        let fixtures = try JSONDecoder().decode(
            [Fixture].self,
            from: Data(contentsOf: URL(fileURLWithPath: path))
        )
        for fixture in fixtures { try add(fixture) }
    }

    private mutating func add(_ fixture: Fixture) throws {
        guard let algorithm = SignatureAlgorithm(name: fixture.algorithm) else { return }
        let key = try LatchkeyJOSE.JWK(json: fixture.jwk)
        let signer = try JWTSigner(key: key, algorithm: algorithm)
        let verifier = Subject.verifier(key, algorithm)
        works["verify \(fixture.algorithm)"] = {
            for _ in 0..<$0 { keep(try verifier.verify(fixture.token, at: .now)) }
        }
        works["sign \(fixture.algorithm)"] = {
            for _ in 0..<$0 { keep(try signer.sign(Subject.claims)) }
        }
    }

    func run() throws {
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 3, let count = Int(words[2]),
                let work = works[words[..<2].joined(separator: " ")]
            else {
                answer("unsupported")
                continue
            }
            let start = cpuTime()
            try work(count)
            answer("\(Int(cpuTime() - start))")
        }
    }

    /// Not with `print`: an answer that is waited for must not stay in a buffer.
    private func answer(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }
}
