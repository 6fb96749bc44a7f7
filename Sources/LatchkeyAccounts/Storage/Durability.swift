/// By when what a transaction wrote survives a crash of the machine.
///
/// A crash of the process alone loses nothing of either.
///
/// ```swift
/// let admission = try await storage.transaction(.deferred) { tx in … }    // the answer comes with the next transaction
/// ```
public enum Durability: Sendable {
    /// Before the caller goes on.
    case immediate
    /// With the next transaction that is immediate, which keeps all that were before it: for what nobody is told
    /// anything about until then.
    case deferred
}
