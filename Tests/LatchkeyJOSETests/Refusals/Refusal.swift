import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// One thing that must be refused: the row of the security requirements it belongs to, and what it is.
struct Refused: Sendable, CustomTestStringConvertible {
    let row: String
    let what: String
    let token: String
    let code: String

    init(_ row: String, _ what: String, _ token: String, _ code: String) {
        self.row = row
        self.what = what
        self.token = token
        self.code = code
    }

    var testDescription: String { "\(row): \(what)" }
}

enum Refusal {
    static let header = #"{"alg":"HS256"}"#

    static func verifier(type: TypeExpectation = .unchecked) throws -> JWTVerifier {
        try Fixed.verifier(Fixed.hmac(), algorithms: [.hs256], type: type)
    }

    /// Why a token is refused; `nil` where it is accepted.
    static func reason(for token: String, by verifier: JWTVerifier) -> JWTError? {
        do throws(JWTError) {
            _ = try verifier.verify(token, at: Fixed.now)
            return nil
        } catch {
            return error
        }
    }

    /// Any two segments with the right HS256 code after them.
    static func signed(_ header: String, _ payload: String) -> String {
        Forge.hmac(header + "." + payload, secret: Fixed.secret)
    }

    /// Header and claims as octets, well signed.
    static func token(_ header: [UInt8], _ claims: [UInt8] = Array(Forge.claims.utf8)) -> String {
        signed(Base64URL.encode(header), Base64URL.encode(claims))
    }

    static func token(header: String = header, claims: String = Forge.claims) -> String {
        token(Array(header.utf8), Array(claims.utf8))
    }

    /// Good claims with one more member, or another value for one of those.
    static func claims(_ name: String, _ value: String) -> String {
        let good = ["iss": #""https://id.example""#, "aud": #""shop""#, "sub": #""42""#, "exp": "1700000900"]
        let members = good.merging([name: value]) { $1 }.sorted { $0.key < $1.key }
        return token(claims: "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}")
    }
}
