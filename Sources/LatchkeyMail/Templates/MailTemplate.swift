import LatchkeyAccounts

/// The words of one mail before they are laid out.
struct MailTemplate {
    let subject: String
    /// Above the button.
    let opening: [String]
    /// What the button says; `nil` for a mail without a link.
    var button: String?
    /// Below everything, in small print.
    let closing: [String]
}

/// What the words of a mail are made from.
struct MailFacts {
    /// What the product is called.
    let product: String
    private let values: [OutgoingMail.Value: String]

    init(product: String, values: [OutgoingMail.Value: String]) {
        self.product = product
        self.values = values
    }

    var name: String { self[.name] }
    var subject: String { self[.subject] }
    var device: String { self[.device] }
    var address: String { self[.address] }
    var time: String { self[.time] }
    var minutes: String { self[.minutes] }

    /// The value on one line, since many of them come from strangers; empty when there is none.
    subscript(_ value: OutgoingMail.Value) -> String {
        let text = (values[value] ?? "").unicodeScalars
            .map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        return text
    }

    /// The values that are there, each behind its label.
    func lines(_ labels: [(OutgoingMail.Value, String)]) -> [String] {
        labels.compactMap { value, label in self[value].isEmpty ? nil : "\(label)\(self[value])" }
    }
}
