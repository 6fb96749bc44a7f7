/// A mail that is to be written and sent: which one, to whom, in which language, and what stands in it.
///
/// ```swift
/// OutgoingMail(.passwordReset, to: "ada@example.org", language: .english, values: [.link: link])
/// ```
public struct OutgoingMail: Sendable, Equatable {
    /// Which mail it is; the templates have one for each.
    public enum Kind: String, Sendable, CaseIterable {
        /// Asks to confirm that the address is one's own.
        case emailVerification = "email_verification"
        /// Asks the new address to confirm a change of address.
        case emailChangeNew = "email_change_new"
        /// Asks the old address to approve a change of address.
        case emailChangeOld = "email_change_old"
        /// Leads to a new password.
        case passwordReset = "password_reset"
        /// Signs in by a link.
        case magicLink = "magic_link"
        /// Signs in by a code.
        case signInCode = "sign_in_code"
        /// Invites somebody to make an account.
        case invitation
        /// Lets the owner of an account back in that was guessed at too often.
        case unlock
        /// Tells the owner of an account that somebody signed up with its address.
        case signUpRepeated = "sign_up_repeated"
        /// Tells somebody who signs up that the user name is taken.
        case usernameTaken = "username_taken"
        /// Tells that the password was changed.
        case passwordChanged = "password_changed"
        /// Tells that the first proof of the address took away what others had set.
        case accountReclaimed = "account_reclaimed"
        /// Tells that a device signed in for the first time.
        case newDevice = "new_device"
        /// Tells that a second factor was added or removed.
        case factorChanged = "factor_changed"
        /// Tells the old address that the address was changed.
        case emailChanged = "email_changed"
        /// Nothing is sent: it stands where an unknown address asked for a mail, so that asking costs the same.
        case none
    }

    /// What a mail can have filled in.
    public enum Value: String, Sendable, CaseIterable {
        /// Where the mail's button leads.
        case link
        /// Six digits to type.
        case code
        /// How the person wants to be called.
        case name
        /// The user name, the new address, or the account that is to have it.
        case subject
        /// The device that something happened on.
        case device
        /// The network address that something came from.
        case address
        /// When it happened, for people.
        case time
        /// How long the link or code is good, in minutes.
        case minutes
    }

    /// Which mail it is.
    public let kind: Kind
    /// The address it goes to.
    public let recipient: String
    /// The language it is written in.
    public let language: MailLanguage
    /// What stands in it.
    public let values: [Value: String]

    /// Describes a mail.
    public init(_ kind: Kind, to recipient: String, language: MailLanguage, values: [Value: String] = [:]) {
        self.kind = kind
        self.recipient = recipient
        self.language = language
        self.values = values
    }
}

/// The languages that mails are written in.
public enum MailLanguage: String, Sendable, CaseIterable {
    /// English.
    case english = "en"
    /// Simplified Chinese, 简体中文.
    case simplifiedChinese = "zh-Hans"
    /// Traditional Chinese, 繁體中文.
    case traditionalChinese = "zh-Hant"
}
