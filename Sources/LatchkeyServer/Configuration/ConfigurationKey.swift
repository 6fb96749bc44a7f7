/// One thing that can be configured: its name, how it is read and shown, and a sentence about it.
public struct ConfigurationKey: Sendable {
    /// What a secret that is set shows instead of itself.
    static let hidden = "(secret)"

    /// The name in a YAML file, for example `tokens.accessLifetime`.
    public let name: String
    /// What a value looks like, for example `duration`.
    public let type: String
    /// One sentence.
    public let summary: String
    /// Whether the value is never shown.
    public let isSecret: Bool
    /// Whether the value may be a list.
    let isList: Bool
    /// Puts a value, given as text, into a configuration; returns `false` when it is not of the type.
    let apply: @Sendable (inout ServerConfiguration, [String]) -> Bool
    /// The value that a configuration has, as text; several where it is a list.
    let show: @Sendable (ServerConfiguration) -> [String]
    /// Whether the value that a configuration has was not set, but follows from another setting.
    var isDerived: @Sendable (ServerConfiguration) -> Bool = { _ in false }

    /// The name of the environment variable that sets it.
    public var environmentName: String {
        // As the configuration library spells it: a new word where a capital follows a small letter.
        "LATCHKEY_"
            + zip(name, "." + name).map { character, before in
                if character == "." { return "_" }
                return character.isUppercase && before.isLowercase ? "_\(character)" : character.uppercased()
            }.joined()
    }

    static func text(
        _ name: String,
        _ path: any WritableKeyPath<ServerConfiguration, String> & Sendable,
        _ summary: String
    ) -> Self {
        ConfigurationKey(
            name: name,
            type: "text",
            summary: summary,
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration[keyPath: path] = values[0]
                return !values[0].isEmpty
            },
            show: { [$0[keyPath: path]] }
        )
    }

    /// The path of a file that may be left out.
    static func file(
        _ name: String,
        _ path: any WritableKeyPath<ServerConfiguration, String?> & Sendable,
        _ summary: String
    ) -> Self {
        ConfigurationKey(
            name: name,
            type: "path of a file",
            summary: summary,
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration[keyPath: path] = values[0]
                return !values[0].isEmpty
            },
            show: { [$0[keyPath: path] ?? ""] },
            isDerived: { $0[keyPath: path] == nil }
        )
    }

    static func flag(
        _ name: String,
        _ path: any WritableKeyPath<ServerConfiguration, Bool> & Sendable,
        _ summary: String
    ) -> Self {
        ConfigurationKey(
            name: name,
            type: "true or false",
            summary: summary,
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let flag = Bool(values[0]) else { return false }
                configuration[keyPath: path] = flag
                return true
            },
            show: { [String($0[keyPath: path])] }
        )
    }

    static func number(
        _ name: String,
        _ path: any WritableKeyPath<ServerConfiguration, Int> & Sendable,
        in range: ClosedRange<Int>,
        _ summary: String
    ) -> Self {
        ConfigurationKey(
            name: name,
            type: "number, \(range.lowerBound) to \(range.upperBound)",
            summary: summary,
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let number = Int(values[0]), range.contains(number) else { return false }
                configuration[keyPath: path] = number
                return true
            },
            show: { [String($0[keyPath: path])] }
        )
    }

    static func duration(
        _ name: String,
        _ path: any WritableKeyPath<ServerConfiguration, Double> & Sendable,
        in range: ClosedRange<Int>,
        _ summary: String
    ) -> Self {
        let limits = "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
        return ConfigurationKey(
            name: name,
            type: "duration, \(limits)",
            summary: summary,
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let seconds = DurationText.seconds(values[0]), range.contains(seconds) else {
                    return false
                }
                configuration[keyPath: path] = Double(seconds)
                return true
            },
            show: { [DurationText.text(Int($0[keyPath: path]))] }
        )
    }
}
