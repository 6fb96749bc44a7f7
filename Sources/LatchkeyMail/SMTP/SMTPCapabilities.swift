/// What a server offers in its answer to EHLO (RFC 5321 §4.1.1.1).
struct SMTPCapabilities: Equatable {
    private let words: [String: [String]]

    /// What a server offers that knows HELO only.
    static let none = SMTPCapabilities(lines: [])

    /// Reads the lines behind the greeting.
    init(lines: some Sequence<String>) {
        words = lines.reduce(into: [:]) { words, line in
            // Some servers still write the keyword of drafts: `AUTH=LOGIN`.
            let parts = line.uppercased().split { $0 == " " || $0 == "=" }.map(String.init)
            guard let name = parts.first else { return }
            words[name, default: []] += parts.dropFirst()
        }
    }

    func offers(_ name: String) -> Bool { words[name] != nil }

    /// The ways to sign in, for example `PLAIN`.
    var authentications: [String] { words["AUTH"] ?? [] }

    /// The most octets of a mail; `nil` when the server does not say (RFC 1870).
    var sizeLimit: Int? { words["SIZE"]?.first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
}
