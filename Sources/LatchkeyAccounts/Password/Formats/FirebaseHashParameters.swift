import FoundationEssentials

/// What Firebase keeps once for a project, and without which no hash that it exports can be checked.
///
/// The signer key is a secret of the project. It is stored with each imported hash until that is replaced.
public struct FirebaseHashParameters: Sendable, Equatable {
    private let fields: [String]

    /// Reads the text that the Firebase console shows under "Password hash parameters".
    ///
    /// ```text
    /// hash_config {
    ///   algorithm: SCRYPT,
    ///   base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
    ///   base64_salt_separator: Bw==,
    ///   rounds: 8,
    ///   mem_cost: 14,
    /// }
    /// ```
    ///
    /// `nil` for any other text.
    public init?(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].filter {
                !$0.isWhitespace && $0 != "," && $0 != "\""
            }
            let name = line[..<colon].filter { !$0.isWhitespace && $0 != "\"" }
            guard values.updateValue(value, forKey: name) == nil else { return nil }
        }
        guard values["algorithm"] == "SCRYPT", let key = values["base64_signer_key"].map(Self.canonical),
            let separator = values["base64_salt_separator"].map(Self.canonical),
            let rounds = values["rounds"],
            let memory = values["mem_cost"]
        else { return nil }
        fields = ["v=1", "n=\(memory)", "r=\(rounds)", "p=1", "ss=\(separator)", "sk=\(key)"]
    }

    /// The stored form of an exported hash and its salt, each in base64 as Firebase writes it.
    public func passwordHash(_ hash: String, salt: String) -> String {
        "$fbscrypt$\(fields.joined(separator: ","))$\(Self.canonical(salt))$\(Self.canonical(hash))"
    }

    /// A text that the same parameters have alone.
    public var identity: String { fields.joined(separator: ",") }

    /// The standard alphabet and padding: some of Firebase's tools write the URL-safe one, or none.
    private static func canonical(_ base64: String) -> String {
        let text = base64.replacing("-", with: "+").replacing("_", with: "/").filter { $0 != "=" }
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }
}
