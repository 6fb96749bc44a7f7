import FoundationEssentials
import LatchkeyJOSE

/// One case of a batch as its line gives it.
///
/// A member that is `null` counts as absent, and unknown ones are ignored; one of the wrong type breaks the line.
struct BatchCase {
    /// The error code of a line that is no case.
    static let broken = "line_invalid"

    let token: String
    /// The algorithms to accept: none where the line names none.
    let algorithms: Set<SignatureAlgorithm>
    let check: TokenCheck
    /// The moment to check for; `nil` for now.
    let now: Date?
    private let key: JSONValue?
    private let keyText: String?

    /// Reads a case; `nil` for a line that lacks its token or has a member of the wrong type.
    init?(_ line: JSONObject) {
        do throws(JWTError) {
            let line = BatchMembers(line)
            let expected = try line.object("check") ?? BatchMembers(.empty)
            guard let token = try line.string("token"),
                let layer = TokenCheck.Layer(
                    rawValue: try line.string("layer") ?? TokenCheck.Layer.jwt.rawValue
                )
            else { return nil }
            self.token = token
            // A name that is not known here allows nothing.
            algorithms = Set(try line.strings("algs")?.compactMap { SignatureAlgorithm(name: $0) } ?? [])
            key = line.value("jwk")
            keyText = try line.string("jwk_text")
            now = try expected.number("now").map { Date(timeIntervalSince1970: $0) }
            check = try Self.check(expected, layer)
        } catch {
            return nil
        }
    }

    /// The keys of the case.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)`` where there are none, two of them, or one that cannot be used.
    func keys() throws(JWTError) -> KeyFile {
        switch (key, keyText) {
        case (.object(let key)?, .none): try KeyFile(Array(key.json().utf8), algorithms: algorithms)
        case (.none, let text?): try KeyFile(Array(text.utf8), algorithms: algorithms)
        default: throw .keyInvalid(reason: "a case has either jwk, an object, or jwk_text")
        }
    }

    private static func check(
        _ expected: BatchMembers,
        _ layer: TokenCheck.Layer
    ) throws(JWTError) -> TokenCheck {
        TokenCheck(
            layer: layer,
            issuer: try expected.string("iss"),
            audience: try expected.stringOrStrings("aud"),
            type: try expected.string("typ"),
            required: try expected.strings("require") ?? [],
            leeway: try expected.number("leeway") ?? 0
        )
    }
}
