/// What is counted for the page of figures.
enum Figure: String, Sendable, CaseIterable {
    /// Sign-ins, by whatever way.
    case logins
    /// Refreshes that got new tokens.
    case refreshes
    /// Sign-ins that failed, or were refused before they were tried.
    case failures
    /// Access tokens that were looked at.
    case tokenChecks
    /// The most passwords that waited to be hashed.
    case hashQueue
}
