/// Passwords that attackers try first: a list, patterns, and the account's own names.
///
/// The whole password is compared, never a part of it.
enum PasswordBlocklist {
    /// Rows of keys, and the alphabets, whose runs nobody should use as a password.
    private static let runs: [[UInt8]] = [
        "01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
        "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp",
        "q1w2e3r4t5y6u7i8o9p0", "zaq12wsxcde34rfvbgt56yhnmju78ik,.lo90p;/", "zaqxswcdevfrbgtnhymjukilop",
    ].map { Array($0.utf8) }

    /// What is glued together to reach a length: the commonest words of published lists.
    private static let commonWords: [[UInt8]] = [
        "password", "passw0rd", "p@ssw0rd", "p@ssword", "letmein", "welcome", "iloveyou", "admin",
        "administrator",
        "qwerty", "qwertyuiop", "qwerty123", "asdfgh", "zxcvbn", "zxcvbnm", "monkey", "dragon", "master",
        "football",
        "baseball", "princess", "sunshine", "superman", "batman", "shadow", "michael", "login", "secret",
        "changeme",
        "default", "guest", "root", "toor", "test", "abc123", "abcd1234", "trustno1", "starwars", "computer",
        "internet", "whatever", "freedom", "hello", "charlie", "jordan", "liverpool", "chelsea", "arsenal",
        "correct", "horse", "battery", "staple", "correcthorsebatterystaple", "user", "username", "pass",
        "word",
        "love", "god", "summer", "winter", "spring", "autumn", "latchkey", "my", "the", "is", "this", "i",
        "a", "and", "you", "me", "for", "forever", "asdf", "asdfghjkl", "qwer", "qwertz", "azerty", "zxcv",
        "1q2w3e4r", "q1w2e3r4", "1qaz2wsx", "zaq12wsx", "qazwsx", "passwort", "kennwort", "geheim", "hallo",
        "motdepasse", "bonjour", "contrasena", "senha", "parola", "haslo", "wachtwoord", "salasana",
    ].map { Array($0.utf8) }

    /// How much of a name is looked at: no name that can be registered is longer, and each word costs time.
    private static let nameOctets = 256

    static func contains(_ password: String, names: [String]) -> Bool {
        let folded = fold(password)
        return CommonPasswords.contains(folded) || isRepetition(folded) || isRun(folded)
            || isGlued(folded, with: Set(names.flatMap(parts)))
    }

    private static func fold(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// A name, and an e-mail address's local part and domain labels; of a long text the beginning.
    private static func parts(of name: String) -> [[UInt8]] {
        let folded = Array(fold(name).prefix(nameOctets))
        let pieces = folded.split {
            $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ")
        }
        return (folded.isEmpty ? [] : [folded]) + pieces.map(Array.init).filter { $0.count >= 3 }
    }

    /// One unit of at most half the length, again and again, for example `abcabcabcabcabc`.
    private static func isRepetition(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 1 else { return false }
        return (1...bytes.count / 2).contains { unit in
            bytes.indices.allSatisfy { bytes[$0] == bytes[$0 % unit] }
        }
    }

    /// A run over a row of keys or an alphabet, forwards or backwards, wrapping around.
    private static func isRun(_ bytes: [UInt8]) -> Bool {
        runs.contains { row in
            [row, row.reversed()].contains { line in
                line.indices.contains { start in
                    bytes.indices.allSatisfy { bytes[$0] == line[(start + $0) % line.count] }
                }
            }
        }
    }

    /// Common words, own names, digits and punctuation, with nothing else between them.
    ///
    /// `password12345678` and `Ada@example.org2026!` are guessed early, whatever their length.
    private static func isGlued(_ bytes: [UInt8], with names: Set<[UInt8]>) -> Bool {
        let words = commonWords + names
        var reachable = [Bool](repeating: false, count: bytes.count + 1)
        var wordUsed = [Bool](repeating: false, count: bytes.count + 1)
        reachable[0] = true
        for position in bytes.indices where reachable[position] {
            if isFiller(bytes[position]) {
                reachable[position + 1] = true
                wordUsed[position + 1] = wordUsed[position + 1] || wordUsed[position]
            }
            for word in words where bytes[position...].starts(with: word) {
                reachable[position + word.count] = true
                wordUsed[position + word.count] = true
            }
        }
        return reachable[bytes.count] && (wordUsed[bytes.count] || bytes.count < 20)
    }

    private static func isFiller(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x21...0x2F).contains(byte)
            || [0x20, 0x3F, 0x40, 0x5F].contains(byte)
    }
}
