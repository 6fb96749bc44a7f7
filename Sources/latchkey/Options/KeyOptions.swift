import ArgumentParser
import LatchkeyJOSE
import LatchkeyJWKS

/// The keys that a token is checked with.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A key file in any format; a raw secret together with --algorithm HS256.",
            valueName: "file"
        )
    )
    var key: String?

    @Option(
        help: ArgumentHelp(
            "A JWK Set: a file, or the https address where its issuer publishes it.",
            valueName: "file|url"
        )
    )
    var jwks: String?

    /// Whether any key was named.
    var isGiven: Bool { key != nil || jwks != nil }

    func validate() throws {
        guard key == nil || jwks == nil else {
            throw ValidationError("Give either --key or --jwks, not both.")
        }
    }

    /// Reads or fetches the keys; an HMAC algorithm, named by the user, lets a raw secret be read.
    func read(algorithms: [SignatureAlgorithm]) async throws -> KeyFile {
        if let key { return try KeyFile.read(key, algorithms: algorithms) }
        guard let jwks else { throw CommandFailure.usage("name the keys: --key FILE or --jwks FILE or URL.") }
        return .set(jwks.contains("://") ? try await Self.fetch(jwks) : try Self.readSet(jwks))
    }

    private static func readSet(_ path: String) throws -> JWKSet {
        let octets = try FileInput.read(path)
        do {
            return try JWKSet(json: octets)
        } catch {
            throw CommandFailure.refused("\(path): \(error) For a single key use --key.")
        }
    }

    private static func fetch(_ address: String) async throws -> JWKSet {
        do {
            return try await RemoteJWKS.fetch(address)
        } catch RemoteJWKSError.insecureURL {
            throw CommandFailure.usage("\(address) is not an https address (http is for this machine only).")
        } catch {
            throw CommandFailure.environment("cannot get the keys from \(address): \(error)")
        }
    }
}
