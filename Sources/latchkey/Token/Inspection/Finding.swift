import LatchkeyJOSE

/// Something about a token that whoever debugs it should know.
struct Finding {
    /// A stable name; that of the ``JWTError`` with which a verifier would refuse the token, where it would.
    let code: String
    /// One sentence.
    let text: String
    /// Whether every verifier of Latchkey refuses the token for it.
    let isFatal: Bool

    init(_ code: String, _ text: String, isFatal: Bool = true) {
        self.code = code
        self.text = text
        self.isFatal = isFatal
    }

    /// A remark on something that is no fault.
    static func note(_ code: String, _ text: String) -> Finding {
        Finding(code, text, isFatal: false)
    }

    /// What a verifier says.
    init(_ error: JWTError) {
        self.init(error.code, error.description)
    }

    var json: JSONValue {
        .object(.unique([("code", .string(code)), ("message", .string(text)), ("fatal", .bool(isFatal))]))
    }
}
