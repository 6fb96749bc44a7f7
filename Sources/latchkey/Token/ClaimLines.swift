import FoundationEssentials
import LatchkeyJOSE

/// Header parameters and claims as lines for people.
struct ClaimLines {
    private static let dates = ["exp", "nbf", "iat", "auth_time", "updated_at"]

    /// The moment that dates are told in relation to.
    let now: Date

    /// Names and values; strings without quotation marks, dates in words, anything else as JSON.
    func pairs(of object: JSONObject) -> [(name: String, value: String)] {
        object.members.map { ($0.name, text($0.value, named: $0.name)) }
    }

    private func text(_ value: JSONValue, named name: String) -> String {
        switch value {
        case .string(let text): text
        case .integer(let seconds) where Self.dates.contains(name): date(Double(seconds))
        case .double(let seconds) where Self.dates.contains(name): date(seconds)
        case .array(let elements): list(elements) ?? value.compact.json()
        default: value.compact.json()
        }
    }

    private func date(_ seconds: Double) -> String {
        let date = Date(timeIntervalSince1970: seconds)
        return "\(Timestamp.text(date)) (\(TimeSpan.relation(of: date, to: now)))"
    }

    /// Strings side by side, where no comma makes that ambiguous.
    private func list(_ elements: [JSONValue]) -> String? {
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element, !text.isEmpty, !text.utf8.contains(UInt8(ascii: ","))
            else {
                return nil
            }
            texts.append(text)
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }
}
