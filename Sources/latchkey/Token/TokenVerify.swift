import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE

/// `latchkey token verify`.
struct TokenVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a token's signature and claims.",
        discussion: """
            exp, nbf and iat are checked where the token has them; nothing else is required unless it is asked for. \
            A token with aud is refused unless --audience names one of its audiences. Exit code 0: valid; 1: refused.

            Whether a token was revoked, by logging out for example, it does not ask: the server that issued it \
            knows (POST /api/token/check).

            --batch reads one case a line from standard input and answers each with one line, in order and at once: \
            {"id", "token", "jwk" or "jwk_text", "algs": [...], "layer": "jwt" or "jws", "check": {"iss", "aud", \
            "typ", "require": [...], "now", "leeway"}} is answered by {"id", "ok", "error"}. The exit code then is 0 \
            whatever the verdicts.
            """
    )

    @OptionGroup var token: TokenArgument
    @OptionGroup var keys: KeyOptions
    @OptionGroup var checks: CheckOptions

    @Flag(help: "Read cases from standard input, one JSON object a line.")
    var batch = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard batch || keys.isGiven else {
            throw ValidationError("Name the keys: --key with a file, or --jwks with a file or an address.")
        }
        let readsKeys = keys.key == "-" || keys.jwks == "-"
        guard batch || !readsKeys || (token.token ?? "-") != "-" else {
            throw ValidationError("Only one of token and keys can come from standard input.")
        }
        guard !batch || (!keys.isGiven && !checks.isGiven && token.token == nil) else {
            throw ValidationError(
                "--batch takes everything from the lines it reads; leave out the other options."
            )
        }
    }

    func run() async throws {
        if batch { return try BatchRun().run() }
        let file = try await keys.read(algorithms: checks.algorithm)
        let text = try token.text()
        let moment = checks.moment
        let algorithms = checks.algorithms(for: file)
        let verified: VerifiedToken
        do throws(JWTError) {
            verified = try checks.check.verify(text, with: file, algorithms: algorithms, at: moment)
        } catch {
            try refuse(Refusal(error: error, algorithms: algorithms, moment: moment))
        }
        try accept(verified, at: moment)
    }

    private func accept(_ verified: VerifiedToken, at moment: Date) throws {
        guard !output.json else { return try Output.print(verified.json) }
        let key = verified.keyID.map { " by the key \($0.visible)" } ?? ""
        try Output.print("Valid: signed with \(verified.header.algorithmName)\(key).")
        guard let claims = verified.claims else { return try Output.write(verified.payloadText) }
        if claims.count > 0 {
            try Output.write("\n" + Table(ClaimLines(now: moment).pairs(of: claims)).rendered())
        }
    }

    private func refuse(_ refusal: Refusal) throws -> Never {
        let (code, sentence) = (refusal.error.code, refusal.sentence)
        guard output.json else { throw CommandFailure.refused("\(code): \(sentence)") }
        try Output.print(["ok": false, "error": .string(code), "message": .string(sentence)])
        throw AnsweredRefusal()
    }
}

extension VerifiedToken {
    fileprivate var json: JSONObject {
        let subject: (String, JSONValue) =
            claims.map { ("claims", .object($0)) }
            ?? String(validating: payload, as: UTF8.self).map { ("payload", .string($0)) }
            ?? ("payload_base64url", .string(Base64URL.encode(payload)))
        return .unique([
            ("ok", true), ("header", .object(header.parameters)),
            ("kid", keyID.map(JSONValue.string) ?? .null), subject,
        ])
    }

    /// The payload as text, or as base64url where it is none.
    fileprivate var payloadText: String {
        guard let text = String(validating: payload, as: UTF8.self) else {
            return Base64URL.encode(payload) + "\n"
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).visible }
        return "\n" + lines.joined(separator: "\n") + (text.utf8.last == UInt8(ascii: "\n") ? "" : "\n")
    }
}
