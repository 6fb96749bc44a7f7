public import FoundationEssentials

/// An account of another system, as one row of a file told of it.
public struct ImportedAccount: Sendable, Equatable {
    /// How the person proves who they are.
    public enum Password: Sendable, Equatable {
        /// A hash in one of the formats of ``PasswordHasher/canVerify(_:)``, replaced at the first login.
        case hash(String)
        /// The password itself, hashed here and held to the policy like every new one.
        case plain(String)
    }

    /// A UUID to keep; `nil` for a new one.
    public var id: String?
    /// The e-mail address, in any ASCII case.
    public var email: String?
    /// The user name, in any ASCII case.
    public var username: String?
    /// How the person wants to be called.
    public var name: String?
    /// The password; `nil` for an account that nobody can log in to by password.
    public var password: Password?
    /// Whether the other system has verified the e-mail address.
    public var emailVerified = false
    /// Roles to grant.
    public var roles: [String] = []
    /// When the account was made; `nil` for now.
    public var createdAt: Date?
    /// When the account was locked; `nil` for an open one.
    public var lockedAt: Date?

    /// Makes an empty row.
    public init() {}
}

/// Why a row was not imported.
public struct ImportFault: Error, Sendable, Equatable {
    /// The column at fault; `nil` for the row as a whole.
    public let column: String?
    /// What is wrong with it, in a few words that hold nothing of the row's content.
    public let reason: String

    /// Names the column and its fault.
    public init(_ column: String?, _ reason: String) {
        self.column = column
        self.reason = reason
    }
}

/// A row of a file, read or found faulty.
public struct ImportRow: Sendable {
    /// The line on which it begins, from 1 on.
    public let line: Int
    /// The account, or why the row cannot be read.
    public let content: Result<ImportedAccount, ImportFault>

    /// Puts a row together.
    public init(line: Int, content: Result<ImportedAccount, ImportFault>) {
        self.line = line
        self.content = content
    }
}

/// A row that was refused.
public struct ImportRefusal: Sendable, Equatable {
    /// The line on which it begins.
    public let line: Int
    /// Why.
    public let fault: ImportFault

    /// Puts a refusal together.
    public init(line: Int, fault: ImportFault) {
        self.line = line
        self.fault = fault
    }
}
