public import FoundationEssentials
public import LatchkeyJOSE

/// What a one-time token stands for.
public struct OneTimeToken: Sendable {
    /// What it is for.
    public let purpose: OneTimePurpose
    /// Whom it speaks for, for example an account's identifier.
    public let subject: String
    /// What else has to be the same when it is redeemed, for example an e-mail address or a session.
    public let binding: String?
    /// What the issuer wanted to find again.
    public let claims: JSONObject
    /// When it was issued.
    public let createdAt: Date
    /// From this moment on it is void.
    public let expiresAt: Date

    /// Puts a token's meaning together.
    public init(
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        claims: JSONObject,
        createdAt: Date,
        expiresAt: Date
    ) {
        self.purpose = purpose
        self.subject = subject
        self.binding = binding
        self.claims = claims
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// The longest purpose, subject and binding, in octets.
    public static let textLimit = 512
    /// The longest claims, in octets of JSON.
    public static let claimsLimit = 4096

    var fitsLimits: Bool {
        [purpose.name, subject, binding ?? ""].allSatisfy { $0.utf8.count <= Self.textLimit }
            && claims.json().utf8.count <= Self.claimsLimit
    }

    func isBound(to binding: String?) -> Bool {
        switch (self.binding, binding) {
        case (nil, nil): true
        case (let own?, let other?): own.utf8.elementsEqual(other.utf8)
        default: false
        }
    }
}

extension OneTimeToken: Equatable {
    /// Whether both mean the same, texts compared octet by octet.
    public static func == (one: OneTimeToken, other: OneTimeToken) -> Bool {
        one.purpose == other.purpose && one.subject.utf8.elementsEqual(other.subject.utf8)
            && one.isBound(to: other.binding) && one.claims == other.claims
            && one.createdAt == other.createdAt && one.expiresAt == other.expiresAt
    }
}

/// A one-time token as a store holds it: its digest in place of its text.
public struct StoredOneTimeToken: Sendable, Equatable {
    /// 32 octets: SHA-256 of the token, or a keyed digest of a code.
    public let digest: [UInt8]
    /// What it stands for.
    public let token: OneTimeToken
    /// How many wrong codes may still come; `nil` for a token, which nobody can guess.
    public let attemptsLeft: Int?

    /// Puts a record together.
    public init(digest: [UInt8], token: OneTimeToken, attemptsLeft: Int? = nil) {
        self.digest = digest
        self.token = token
        self.attemptsLeft = attemptsLeft
    }
}
