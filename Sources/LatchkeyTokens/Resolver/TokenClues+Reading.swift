import LatchkeyJOSE

extension TokenClues {
    /// Reads the clues of a compact JWT without verifying anything.
    init(_ clues: [TokenClue], in text: String) throws(JWTError) {
        let token = try UnverifiedJWT(text)
        var values: [TokenClue: ExactText] = [:]
        for clue in clues {
            guard let value = try Self.value(of: clue, in: token) else { continue }
            guard value.utf8.count <= Self.sizeLimit else {
                throw .claimInvalid(name: "\(clue.place)", expected: "at most \(Self.sizeLimit) octets")
            }
            values[clue] = ExactText(value)
        }
        self.values = values
    }

    private static func value(of clue: TokenClue, in token: UnverifiedJWT) throws(JWTError) -> String? {
        switch clue.place {
        case .keyID: return token.header.keyID
        case .claim(let name):
            switch token.payload[name.text] {
            case nil: return nil
            case .string(let value): return value
            default: throw .claimInvalid(name: name.text, expected: "a string")
            }
        }
    }
}
