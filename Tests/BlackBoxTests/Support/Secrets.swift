import Foundation
import Synchronization

/// Everything that a run has used and that no log may show, in every form in which it might get there.
final class Secrets: Sendable {
    private static let shortest = 8

    private let texts = Mutex<Set<String>>([])

    func add(_ new: String...) {
        texts.withLock { texts in
            for text in new where text.utf8.count >= Self.shortest { texts.insert(text) }
        }
    }

    /// A key file: its octets, as they are and as text writes them.
    func add(file octets: Data) {
        texts.withLock { texts in
            texts.insert(octets.base64EncodedString())
            texts.insert(octets.map { String(format: "%02x", $0) }.joined())
            if let text = String(data: octets, encoding: .utf8) {
                texts.insert(text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
    }

    /// The secrets that a text holds, each with the form that it was found in.
    func found(in text: String) -> [String] {
        let folded = text.lowercased()
        return texts.withLock { $0 }.flatMap { secret in
            Self.forms(of: secret).filter { folded.contains($0.text.lowercased()) }.map {
                "\($0.name) of \(secret)"
            }
        }.sorted()
    }

    private static func forms(of secret: String) -> [(name: String, text: String)] {
        var forms = [("the text", secret), ("hex", secret.utf8.map { String(format: "%02x", $0) }.joined())]
        let percent = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
        forms += [("percent-encoding", percent), ("form-encoding", secret.replacing(" ", with: "+"))]
        // Whatever precedes it in a longer text shifts the encoding by up to two octets.
        for shift in 0..<3 {
            let octets = Data(repeating: 0x20, count: shift) + Data(secret.utf8)
            let whole = octets.count / 3 * 3
            let encoded = String(octets.prefix(whole).base64EncodedString().dropFirst(shift == 0 ? 0 : 4))
            forms.append(("base64", encoded))
            forms.append(("base64url", encoded.replacing("+", with: "-").replacing("/", with: "_")))
        }
        // A token that is cut in the middle is half given away.
        if secret.utf8.count >= 32 {
            let middle = secret.index(secret.startIndex, offsetBy: secret.count / 2)
            forms += [
                ("the first half", String(secret[..<middle])), ("the second half", String(secret[middle...])),
            ]
        }
        return forms.filter { $0.1.utf8.count >= shortest }
    }
}
