public import ArgumentParser
import FoundationEssentials
public import LatchkeyAccounts
public import LatchkeyJOSE
public import LatchkeyOAuth
import LatchkeyServer

// The kinds of values that options take, refused with a sentence that shows a good one.

extension SignatureAlgorithm: ExpressibleByArgument {
    /// Reads a JOSE name such as `ES256`, case-sensitive as in a token.
    public init?(argument: String) {
        self.init(name: argument)
    }

    /// The names for help and for completion.
    public static var allValueStrings: [String] { allCases.map(\.name) }

    /// The name.
    public var defaultValueDescription: String { name }
}

extension KeyManagementAlgorithm: ExpressibleByArgument {
    /// Reads a JOSE name such as `RSA-OAEP-256`, case-sensitive as in a token.
    public init?(argument: String) {
        self.init(name: argument)
    }

    /// The names for help and for completion.
    public static var allValueStrings: [String] { allCases.map(\.name) }

    /// The name.
    public var defaultValueDescription: String { name }
}

extension ContentEncryption: ExpressibleByArgument {
    /// Reads a JOSE name such as `A256GCM`, case-sensitive as in a token.
    public init?(argument: String) {
        self.init(name: argument)
    }

    /// The names for help and for completion.
    public static var allValueStrings: [String] { allCases.map(\.name) }

    /// The name.
    public var defaultValueDescription: String { name }
}

extension JWK.ThumbprintHash: ExpressibleByArgument {}

extension GrantType: ExpressibleByArgument {}

/// `--leeway 30s`.
struct DurationArgument: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        guard let seconds = DurationText.seconds(argument) else { return nil }
        self.seconds = Double(seconds)
    }

    static var allValueStrings: [String] { [] }
}

/// `--at 2026-11-21T11:46:00Z`.
struct TimeArgument: ExpressibleByArgument {
    let date: Date

    init?(argument: String) {
        guard let date = Timestamp.date(argument) else { return nil }
        self.date = date
    }
}

extension MailLanguage: ExpressibleByArgument {
    /// Reads a language tag such as `zh-Hans`.
    public init?(argument: String) {
        self.init(rawValue: argument)
    }

    /// The tags for help and for completion.
    public static var allValueStrings: [String] { allCases.map(\.rawValue) }

    /// The tag.
    public var defaultValueDescription: String { rawValue }
}
