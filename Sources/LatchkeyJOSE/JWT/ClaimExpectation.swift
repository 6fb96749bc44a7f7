/// What a verifier expects of `iss`, `aud`, `sub` or `jti`.
///
/// An expectation implies presence.
///
/// ```swift
/// let one: ClaimExpectation = "https://id.example"
/// let several: ClaimExpectation = ["shop", "till"]
/// ```
///
/// Values are compared octet by octet: no case folding, no prefix, no trailing slash forgiven.
public struct ClaimExpectation: Sendable {
    enum Rule: Sendable {
        case anyOf, only, absent, unchecked
    }

    let rule: Rule
    /// The values that would do; empty where the rule names none.
    let values: [String]
    /// The same as octets, which is how they are compared.
    let octets: [[UInt8]]

    private init(rule: Rule, values: [String] = []) {
        self.rule = rule
        self.values = values
        self.octets = values.map { Array($0.utf8) }
    }

    /// The claim must be one of these; of an audience with several values, one must be.
    public static func anyOf(_ values: [String]) -> ClaimExpectation {
        ClaimExpectation(rule: .anyOf, values: values)
    }

    /// The claim must be exactly this; of an audience with several values, one must be.
    public static func exactly(_ value: String) -> ClaimExpectation {
        .anyOf([value])
    }

    /// The claim must be exactly this, and an audience must have no other value beside it.
    ///
    /// For tokens that nobody else may be able to use, as RFC 7523 asks of the assertion with which a client signs in.
    public static func only(_ value: String) -> ClaimExpectation {
        ClaimExpectation(rule: .only, values: [value])
    }

    /// The claim must not be there at all.
    ///
    /// For `aud` this is the rule of RFC 7519 §4.1.3 for somebody who is no audience: a token meant for others is refused.
    public static let absent = ClaimExpectation(rule: .absent)

    /// The claim is not looked at, beyond having its type.
    public static let unchecked = ClaimExpectation(rule: .unchecked)

    /// Whether the value at a place need not be looked at.
    ///
    /// One that should be absent and is there goes on, and matches none of no values.
    func isSettled(_ place: RegisteredClaims.Place?) -> Bool {
        switch rule {
        case .unchecked: true
        case .absent: place == nil
        case .anyOf, .only: false
        }
    }
}

extension ClaimExpectation: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// Exactly this value.
    public init(stringLiteral value: String) {
        self = .exactly(value)
    }

    /// One of these values.
    public init(arrayLiteral elements: String...) {
        self = .anyOf(elements)
    }
}
