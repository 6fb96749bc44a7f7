public import FoundationEssentials
public import LatchkeyTokens

/// Second factors of accounts.
public protocol FactorStore {
    /// Adds a factor.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    func insert(_ factor: Factor) throws
    /// The factors of an account, oldest first, those not confirmed included.
    func factors(of account: UUIDv7) throws -> [Factor]
    /// Confirms a factor that is not confirmed yet, by the code of a step; of parallel callers exactly one does.
    ///
    /// - Returns: whether this caller did.
    func confirm(_ id: UUIDv7, step: Int64) throws -> Bool
    /// Notes the step of an accepted code of a confirmed factor, when it lies behind the one noted last.
    ///
    /// - Returns: whether it does; of parallel callers with one step exactly one hears so.
    func use(_ id: UUIDv7, step: Int64) throws -> Bool
    /// Removes a factor of an account.
    ///
    /// - Returns: whether there was one.
    func remove(_ id: UUIDv7, of account: UUIDv7) throws -> Bool
    /// Removes the factors that were begun before `date` and never confirmed.
    func removePending(before date: Date) throws
}

/// Recovery codes of accounts, kept as digests.
public protocol RecoveryCodeStore {
    /// Keeps these in place of all that the account has.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    func replace(_ digests: [[UInt8]], of account: UUIDv7) throws
    /// How many are left.
    func count(of account: UUIDv7) throws -> Int
    /// Takes a code out.
    ///
    /// - Returns: whether it was there; of parallel callers exactly one hears so.
    func spend(_ digest: [UInt8], of account: UUIDv7) throws -> Bool
}
