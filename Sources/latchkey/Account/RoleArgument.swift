import ArgumentParser
import LatchkeyAccounts

/// Roles on the command line, where whoever types a wrong one is told before anything is asked or opened.
enum RoleArgument {
    /// Checks the names of roles.
    static func check(_ roles: [String]) throws {
        guard let wrong = roles.first(where: { !RoleName.isValid($0) }) else { return }
        throw ValidationError(
            "The role '\(wrong)' is not 1 to 64 ASCII characters without space, comma and quote."
        )
    }
}
